#include "sim/study/cast.h"

#include "sim/study/crew.h"

#include <stdlib.h>
#include <string.h>

struct play {
    struct cast *cast;
    struct stage stage;
    uint64_t seed;
};

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static void play_one(void *context, uint32_t which)
{
    struct play *play = context;
    struct explore_progress *progress = play->cast->progress;
    struct episode *episode = &play->cast->episode[which];
    episode_run(&play->stage, stream_key(play->seed, which), &progress->interrupted, episode);
    atomic_fetch_add(&progress->points_done, 1);
    atomic_fetch_add(&progress->requests, episode->requests);
    atomic_fetch_add(&progress->events, episode->events);
}

static void all_played(struct crew *crew, void *context)
{
    (void)crew, (void)context;
}

void cast_play(struct cast *cast)
{
    struct play play = { .cast = cast, .seed = stream_key(cast->seed, bits_of(cast->rate)) };
    stage_init(&play.stage, cast->network, cast->rate, cast->calm);
    cast->warmup = play.stage.warmup;
    cast->episode = calloc(cast->episodes, sizeof *cast->episode);
    struct crew *crew = crew_create(cast->jobs ? cast->jobs : 1);
    if (!cast->episode || !crew) abort();
    atomic_fetch_add(&cast->progress->points_known, cast->episodes);
    const struct crew_batch batch = {
        .work = play_one, .done = all_played, .context = &play, .count = cast->episodes
    };
    crew_submit(crew, &batch);
    crew_run(crew);
    crew_destroy(crew);
    stage_finish(&play.stage);
}

void cast_finish(struct cast *cast)
{
    for (uint32_t i = 0; i < cast->episodes; i++) episode_finish(&cast->episode[i]);
    free(cast->episode);
    cast->episode = NULL;
}

static double share(const struct cast *cast, enum outcome outcome)
{
    double sum = 0;
    for (uint32_t i = 0; i < cast->episodes; i++) sum += cast->episode[i].outcome[outcome];
    return sum / cast->episodes;
}

double cast_recovered(const struct cast *cast)
{
    return share(cast, OUTCOME_RECOVERED);
}

double cast_draining(const struct cast *cast)
{
    return share(cast, OUTCOME_DRAINING);
}
