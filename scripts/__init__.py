"""The Python behind the verbs: `scripts/serve` runs the module `scripts.serve`, and so on."""
