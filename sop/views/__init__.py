"""Results as text for a terminal or a pipe, as Markdown and as HTML (presentation layer).

Views decide nothing: they get values and return text.
"""
