"""The facts that ship: how each reference file becomes rows, and the invented reports of exercises."""
