"""Movements as a matrix of origins and destinations, with sums only where nobody can be counted twice."""
