#include "models/station/fcfs.h"

/* What a job in service has still to get, in work. */
static double remaining(const struct fcfs *s, uint32_t job, double now)
{
    const double from = now > s->available ? now : s->available;
    return (due_at(&s->due, job) - from) / s->seconds_per_work; /* NAN: it is not in service */
}

void fcfs_cancel(struct fcfs *s, struct job *jobs, uint32_t job, double now)
{
    const double left = remaining(s, job, now);
    if (!due_remove(&s->due, job)) {
        const bool waited = job_list_remove(&s->queue, jobs, job);
        assert(waited);
        (void)waited;
        s->waiting--;
        s->queued += now;
        return;
    }
    s->work += jobs[job].work - left; /* the servers were busy with it */
    s->busy += now;
    if (s->waiting) fcfs_begin_next(s, jobs, now);
}

void fcfs_pause(struct fcfs *s, double now, double length)
{
    const double from = now > s->available ? now : s->available;
    const double until = now + length;
    if (until <= from) return;
    due_shift(&s->due, until - from);
    s->available = until;
}

void fcfs_set_speed(struct fcfs *s, double now, double speed)
{
    const double from = now > s->available ? now : s->available;
    due_stretch(&s->due, from, 1 / (speed * s->seconds_per_work));
    s->seconds_per_work = 1 / speed;
}

void fcfs_clear(struct fcfs *s, double now)
{
    s->busy = -(s->due.size * now);
    s->queued = -(s->waiting * now);
    s->work = 0;
    s->served = 0;
}
