#include "models/part/turnstile.h"

#include "models/part/block.h"

enum { ROOM = 16 };

static uint32_t cell_of(const struct turnstile *t, uint32_t key)
{
    return (uint32_t)((key * 0x9e3779b97f4a7c15u) >> 32) & (t->room - 1);
}

/* The key's cell, or the empty one where it would be. There is always an empty one. */
static struct turnstile_entry *find(const struct turnstile *t, uint32_t key)
{
    uint32_t i = cell_of(t, key);
    while (t->entry[i].holder && t->entry[i].key != key) i = (i + 1) & (t->room - 1);
    return &t->entry[i];
}

static void grow(struct turnstile *t)
{
    const struct turnstile old = *t;
    t->room = old.room ? 2 * old.room : ROOM;
    t->entry = block_new(t->room, sizeof *t->entry);
    for (uint32_t i = 0; i < old.room; i++)
        if (old.entry[i].holder) *find(t, old.entry[i].key) = old.entry[i];
    free(old.entry);
}

/* Empties a cell and moves back those that had to go on past it, so that no search stops short. */
static void vacate(struct turnstile *t, struct turnstile_entry *entry)
{
    const uint32_t mask = t->room - 1;
    uint32_t hole = (uint32_t)(entry - t->entry);
    for (uint32_t i = (hole + 1) & mask; t->entry[i].holder; i = (i + 1) & mask) {
        const uint32_t home = cell_of(t, t->entry[i].key);
        if (((i - home) & mask) < ((i - hole) & mask)) continue;
        t->entry[hole] = t->entry[i];
        hole = i;
    }
    t->entry[hole].holder = JOB_NONE;
    t->held--;
}

void turnstile_finish(struct turnstile *turnstile)
{
    free(turnstile->entry);
    *turnstile = (struct turnstile){ 0 };
}

bool turnstile_enter(struct turnstile *turnstile, struct job *jobs, uint32_t key, uint32_t job)
{
    assert(job != JOB_NONE);
    if (2 * turnstile->held >= turnstile->room) grow(turnstile);
    struct turnstile_entry *entry = find(turnstile, key);
    if (entry->holder) {
        job_list_push(&entry->waiting, jobs, job);
        turnstile->waiting++;
        return false;
    }
    *entry = (struct turnstile_entry){ .key = key, .holder = job };
    turnstile->held++;
    return true;
}

uint32_t turnstile_pass(struct turnstile *turnstile, struct job *jobs, uint32_t key)
{
    struct turnstile_entry *entry = find(turnstile, key);
    assert(entry->holder);
    if (!entry->waiting.head) {
        vacate(turnstile, entry);
        return JOB_NONE;
    }
    turnstile->waiting--;
    return entry->holder = job_list_pop(&entry->waiting, jobs);
}

struct job_list turnstile_open(struct turnstile *turnstile, const struct job *jobs, uint32_t key)
{
    struct turnstile_entry *entry = find(turnstile, key);
    assert(entry->holder);
    const struct job_list waiting = entry->waiting;
    for (uint32_t job = waiting.head; job; job = jobs[job].next) turnstile->waiting--;
    vacate(turnstile, entry);
    return waiting;
}

bool turnstile_abandon(struct turnstile *turnstile, struct job *jobs, uint32_t key, uint32_t job)
{
    if (!turnstile->room) return false;
    struct turnstile_entry *entry = find(turnstile, key);
    if (!entry->holder || !job_list_remove(&entry->waiting, jobs, job)) return false;
    turnstile->waiting--;
    return true;
}

uint32_t turnstile_holder(const struct turnstile *turnstile, uint32_t key)
{
    return turnstile->room ? find(turnstile, key)->holder : JOB_NONE;
}
