"""The factsheet of a day, on paper and as a picture."""
