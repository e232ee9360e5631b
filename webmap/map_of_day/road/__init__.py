"""The roads out of Mosul as lines, kilometre by kilometre: the map of a day looked at along the road."""
