#include "sim/study/crew.h"

#include <pthread.h>
#include <stdlib.h>

struct entry {
    struct crew_batch batch;
    uint32_t next, left; /* the next piece to hand out; pieces not yet finished */
    struct entry *link;
};

struct crew {
    pthread_mutex_t lock;
    pthread_cond_t change;
    struct entry *open; /* by rank; those with pieces to hand out */
    uint32_t under_way; /* batches not yet done */
    bool closing;
    pthread_t *thread;
    uint32_t threads;
};

void crew_submit(struct crew *crew, const struct crew_batch *batch)
{
    struct entry *entry = calloc(1, sizeof *entry);
    if (!entry) abort();
    entry->batch = *batch;
    entry->left = batch->count;
    pthread_mutex_lock(&crew->lock);
    struct entry **at = &crew->open;
    while (*at && (*at)->batch.rank <= batch->rank) at = &(*at)->link;
    entry->link = *at;
    *at = entry;
    crew->under_way++;
    pthread_cond_broadcast(&crew->change);
    pthread_mutex_unlock(&crew->lock);
}

/* Takes one piece and works on it. Called with the lock held; returns with it held. False: there is none. */
static bool work_once(struct crew *crew)
{
    struct entry *entry = crew->open;
    if (!entry) return false;
    const uint32_t piece = entry->next++;
    if (entry->next == entry->batch.count) crew->open = entry->link;
    pthread_mutex_unlock(&crew->lock);
    entry->batch.work(entry->batch.context, piece);
    pthread_mutex_lock(&crew->lock);
    if (--entry->left > 0) return true;
    pthread_mutex_unlock(&crew->lock);
    if (entry->batch.done) entry->batch.done(crew, entry->batch.context);
    free(entry);
    pthread_mutex_lock(&crew->lock);
    if (--crew->under_way == 0) pthread_cond_broadcast(&crew->change);
    return true;
}

static void *thread_main(void *arg)
{
    struct crew *crew = arg;
    pthread_mutex_lock(&crew->lock);
    while (!crew->closing)
        if (!work_once(crew)) pthread_cond_wait(&crew->change, &crew->lock);
    pthread_mutex_unlock(&crew->lock);
    return NULL;
}

struct crew *crew_create(uint32_t jobs)
{
    struct crew *crew = calloc(1, sizeof *crew);
    if (!crew) return NULL;
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->change, NULL);
    crew->thread = calloc(jobs, sizeof *crew->thread);
    for (uint32_t i = 1; crew->thread && i < jobs; i++) {
        if (pthread_create(&crew->thread[crew->threads], NULL, thread_main, crew) != 0) break;
        crew->threads++;
    }
    return crew;
}

void crew_destroy(struct crew *crew)
{
    if (!crew) return;
    pthread_mutex_lock(&crew->lock);
    crew->closing = true;
    pthread_cond_broadcast(&crew->change);
    pthread_mutex_unlock(&crew->lock);
    for (uint32_t i = 0; i < crew->threads; i++) pthread_join(crew->thread[i], NULL);
    pthread_cond_destroy(&crew->change);
    pthread_mutex_destroy(&crew->lock);
    free(crew->thread);
    free(crew);
}

void crew_run(struct crew *crew)
{
    pthread_mutex_lock(&crew->lock);
    while (crew->under_way > 0)
        if (!work_once(crew)) pthread_cond_wait(&crew->change, &crew->lock);
    pthread_mutex_unlock(&crew->lock);
}
