from flask import Blueprint
blueprint = Blueprint("map_page", __name__)
