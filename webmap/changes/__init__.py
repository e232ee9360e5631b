"""What changed between two days: sites, reports, figures, movements, with sentences for a report."""
