"""Sources, licences and thanks."""
