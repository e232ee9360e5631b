"""Submissions of forms of KoboToolbox: a webhook, what of them is a report, what is kept aside."""
