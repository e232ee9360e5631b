"""Which of some ids are sites, whatever the day?"""

from sqlalchemy import ARRAY, Text, bindparam, func, select

from geodata.relations import sites

KNOWN_SITES = (
    select(sites.c.site_id)
    .where(sites.c.site_id == func.any(bindparam("site_ids", type_=ARRAY(Text))))
    .order_by(sites.c.site_id)
    .limit(1000)
)
