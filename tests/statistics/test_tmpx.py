import time
from django.db import connection
from tests.statistics_factories import *
def test_x(office):
    t=time.time(); c=make_campaign(2024,office); print("open",time.time()-t)
    for _ in range(3):
        t=time.time(); connection.cursor().execute("ANALYZE"); print("analyze",time.time()-t)
    t=time.time(); accept_all(c,office); print("accept",time.time()-t)
    t=time.time(); n=len(connection.queries)
    t=time.time(); freeze(c,office); print("freeze",time.time()-t)
    with connection.cursor() as k:
        k.execute("select name, setting from pg_settings where name in ('fsync','jit','synchronous_commit','shared_buffers')"); print(k.fetchall())
def test_y(past): pass
