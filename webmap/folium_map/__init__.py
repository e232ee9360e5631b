"""What Folium composes of the map, rendered once per language by a process of its own."""
