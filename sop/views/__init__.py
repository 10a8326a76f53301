"""Results as screens: text for a terminal or a pipe, Markdown, HTML. No decision is taken here."""
