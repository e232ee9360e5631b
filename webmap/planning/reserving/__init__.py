"""Plots that a planner holds for families on their way: reserved from a plan, ended by people or by their time."""
