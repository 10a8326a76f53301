"""`sop completion`: the script that lets a shell complete the words of `sop`."""

from __future__ import annotations

import shlex
import sys
from typing import Annotated

import typer

from sop.commands.context import CommandContext
from sop.commands.output import CommandResult
from sop.commands.program import command, new_app
from sop.model.refusal import UsageError

app = new_app()
# {ask} is the command that prints the candidates; the other braces are doubled for str.format.
SCRIPTS = {
    "bash": """_sop_complete() {{
    local IFS=$'\\n'
    COMPREPLY=( $({ask} "${{COMP_WORDS[@]:1:COMP_CWORD}}" 2>/dev/null) )
    compopt -o nosort 2>/dev/null
    [[ ${{COMPREPLY[0]}} == *= ]] && compopt -o nospace
}}
complete -F _sop_complete sop
""",
    "zsh": """#compdef sop
_sop_complete() {{
    local -a found
    found=(${{(f)"$({ask} "${{(@)words[2,CURRENT]}}" 2>/dev/null)"}})
    compadd -V sop -S '' -a found
}}
compdef _sop_complete sop
""",
    "fish": """function __sop_complete
    {ask} (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null
end
complete -c sop -f -k -a '(__sop_complete)'
""",
}


@command(app, "completion")
def completion(
    session: CommandContext,
    shell: Annotated[str, typer.Argument(metavar="bash|zsh|fish", help="The shell.")],
) -> CommandResult:
    """Print the script that completes commands, case IDs, codes and facts; never names of people.

    Example: eval "$(sop completion bash)"
    """
    if shell not in SCRIPTS:
        message = f"There is no completion for '{shell}'."
        raise UsageError(message, f"Choose one of: {', '.join(SCRIPTS)}.")
    script = SCRIPTS[shell].format(
        ask=f"{shlex.quote(sys.executable)} -m sop.commands.completion_candidates"
    )
    return CommandResult(data={"shell": shell, "script": script}, document=script.rstrip("\n"))
