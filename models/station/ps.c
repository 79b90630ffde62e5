#include "models/station/ps.h"

void ps_cancel(struct ps *s, uint32_t job, double now)
{
    ps_clock(s, now);
    const bool was_there = due_remove(&s->due, job);
    assert(was_there);
    (void)was_there;
    ps_set_rate(s);
}

void ps_set_paused(struct ps *s, double now, bool paused)
{
    ps_clock(s, now);
    s->paused = paused;
    ps_set_rate(s);
}

void ps_set_speed(struct ps *s, double now, double speed)
{
    ps_clock(s, now);
    s->speed = speed;
    ps_set_rate(s);
}

void ps_clear(struct ps *s, double now)
{
    s->virtual_now += (now - s->since) * s->rate;
    s->since = now;
    s->busy_area = s->waiting_area = s->work = 0;
    s->served = 0;
}
