#include "sim/study/crew.h"

#include "sim/study/fleet.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct entry {
    struct crew_batch batch;
    struct crew_sharing sharing;
    uint32_t next, stride, left; /* the next piece to hand out; which one then; pieces not yet finished */
    struct parcel *mail;         /* divided: what came from each process */
    uint32_t missing;            /* ... and how many are still to write */
    struct entry *link;
};

struct crew {
    pthread_mutex_t lock;
    pthread_cond_t change;
    struct entry *open;  /* by rank; those with pieces to hand out */
    struct entry *ready; /* divided, with all own pieces done */
    struct entry *sent;  /* ... and sent where they are needed; the main thread's alone */
    uint32_t under_way;  /* batches not yet done */
    bool closing;
    pthread_t *thread;
    uint32_t threads;
    struct fleet_mail *mail; /* NULL: a fleet of one */
    uint32_t processes, own;
};

/* The first piece of a process; its others follow at a stride of as many as there are processes. Home, which
 * judges the batch, has piece 0; the rank says who that is. */
static uint32_t first_of(const struct crew *crew, const struct entry *entry, uint32_t process)
{
    return (uint32_t)((process + crew->processes - entry->batch.rank % crew->processes) % crew->processes);
}

static bool is_home(const struct crew *crew, const struct entry *entry, uint32_t process)
{
    return first_of(crew, entry, process) == 0;
}

static void divide(const struct crew *crew, struct entry *entry)
{
    const uint32_t first = first_of(crew, entry, crew->own), count = entry->batch.count;
    entry->mail = calloc(crew->processes, sizeof *entry->mail);
    if (!entry->mail) abort();
    entry->missing = crew->processes - 1;
    if (entry->sharing.judge && first > 0) entry->missing = 1; /* the verdict */
    entry->next = first;
    entry->stride = crew->processes;
    entry->left = first < count ? (count - first - 1) / crew->processes + 1 : 0;
}

static void push(struct entry **list, struct entry *entry)
{
    entry->link = *list;
    *list = entry;
}

void crew_submit(struct crew *crew, const struct crew_batch *batch)
{
    crew_share(crew, batch, &(struct crew_sharing){ 0 });
}

void crew_share(struct crew *crew, const struct crew_batch *batch, const struct crew_sharing *sharing)
{
    struct entry *entry = calloc(1, sizeof *entry);
    if (!entry) abort();
    entry->batch = *batch;
    entry->sharing = *sharing;
    entry->stride = 1;
    entry->left = batch->count;
    if (crew->mail && sharing->carry) divide(crew, entry);
    pthread_mutex_lock(&crew->lock);
    struct entry **at = entry->left ? &crew->open : &crew->ready;
    while (entry->left && *at && (*at)->batch.rank <= batch->rank) at = &(*at)->link;
    push(at, entry);
    crew->under_way++;
    pthread_cond_broadcast(&crew->change);
    pthread_mutex_unlock(&crew->lock);
}

/* Called with the lock held; returns with it held. */
static void finish(struct crew *crew, struct entry *entry)
{
    pthread_mutex_unlock(&crew->lock);
    if (entry->sharing.judge && !entry->mail) {
        struct parcel verdict = { 0 };
        entry->sharing.judge(entry->batch.context, &verdict);
        parcel_finish(&verdict);
    }
    if (entry->batch.done) entry->batch.done(crew, entry->batch.context);
    free(entry->mail);
    free(entry);
    pthread_mutex_lock(&crew->lock);
    if (--crew->under_way == 0) pthread_cond_broadcast(&crew->change);
}

/* Takes one piece and works on it. Called with the lock held; returns with it held. False: there is none. */
static bool work_once(struct crew *crew)
{
    struct entry *entry = crew->open;
    if (!entry) return false;
    const uint32_t piece = entry->next;
    entry->next += entry->stride;
    if (entry->next >= entry->batch.count) crew->open = entry->link;
    pthread_mutex_unlock(&crew->lock);
    entry->batch.work(entry->batch.context, piece);
    pthread_mutex_lock(&crew->lock);
    if (--entry->left > 0) return true;
    if (entry->mail)
        push(&crew->ready, entry);
    else
        finish(crew, entry);
    return true;
}

/* What the pieces of one process found, into the parcel or out of it. */
static void carry(const struct crew *crew, const struct entry *entry, uint32_t process, struct parcel *parcel)
{
    for (uint32_t piece = first_of(crew, entry, process); piece < entry->batch.count;
         piece += crew->processes)
        entry->sharing.carry(entry->batch.context, piece, parcel);
}

static void send(struct crew *crew, const struct entry *entry, struct parcel *parcel, bool to_home)
{
    for (uint32_t to = 0; to < crew->processes; to++)
        if (to != crew->own && (!to_home || is_home(crew, entry, to)))
            fleet_mail_send(crew->mail, entry->batch.rank, to, parcel);
    parcel_finish(parcel);
}

/* Own pieces are done. */
static void send_pieces(struct crew *crew, const struct entry *entry)
{
    struct parcel found = { 0 };
    const bool to_home = entry->sharing.judge != NULL;
    if (to_home && is_home(crew, entry, crew->own)) return;
    carry(crew, entry, crew->own, &found);
    send(crew, entry, &found, to_home);
}

/* Who judges hears from all, and so do all where nobody does; else one hears from home. */
static bool arrived(struct crew *crew, struct entry *entry)
{
    const bool from_home = entry->sharing.judge && !is_home(crew, entry, crew->own);
    for (uint32_t from = 0; from < crew->processes && entry->missing > 0; from++)
        if (from != crew->own && !entry->mail[from].bytes && (!from_home || is_home(crew, entry, from)) &&
            fleet_mail_take(crew->mail, entry->batch.rank, from, &entry->mail[from]))
            entry->missing--;
    return entry->missing == 0;
}

/* All has arrived that was to come. */
static void take(struct crew *crew, struct entry *entry)
{
    const bool judges = entry->sharing.judge && is_home(crew, entry, crew->own);
    for (uint32_t from = 0; from < crew->processes; from++) {
        if (!entry->mail[from].bytes) continue;
        if (judges || !entry->sharing.judge)
            carry(crew, entry, from, &entry->mail[from]);
        else
            entry->sharing.judge(entry->batch.context, &entry->mail[from]);
        parcel_finish(&entry->mail[from]);
    }
    if (!judges) return;
    struct parcel verdict = { 0 };
    entry->sharing.judge(entry->batch.context, &verdict);
    send(crew, entry, &verdict, false);
}

/* By the main thread. Called with the lock held; returns with it held. */
static void exchange(struct crew *crew)
{
    struct entry *ready = crew->ready;
    crew->ready = NULL;
    pthread_mutex_unlock(&crew->lock);
    while (ready) {
        struct entry *entry = ready;
        ready = entry->link;
        send_pieces(crew, entry);
        push(&crew->sent, entry);
    }
    fleet_mail_poll(crew->mail);
    struct entry **at = &crew->sent;
    while (*at) {
        struct entry *entry = *at;
        if (!arrived(crew, entry)) {
            at = &entry->link;
            continue;
        }
        *at = entry->link;
        take(crew, entry);
        pthread_mutex_lock(&crew->lock);
        finish(crew, entry);
        pthread_mutex_unlock(&crew->lock);
    }
    pthread_mutex_lock(&crew->lock);
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
    crew->mail = fleet_mail_create();
    crew->processes = fleet_size();
    crew->own = fleet_own();
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
    fleet_mail_destroy(crew->mail);
    pthread_cond_destroy(&crew->change);
    pthread_mutex_destroy(&crew->lock);
    free(crew->thread);
    free(crew);
}

void crew_run(struct crew *crew)
{
    static const struct timespec a_moment = { .tv_nsec = 20000 };
    pthread_mutex_lock(&crew->lock);
    while (crew->under_way > 0) {
        if (crew->mail) exchange(crew);
        if (work_once(crew) || crew->under_way == 0) continue;
        if (crew->mail) {
            pthread_mutex_unlock(&crew->lock);
            nanosleep(&a_moment, NULL); /* MPI has nothing to sleep on */
            pthread_mutex_lock(&crew->lock);
        } else
            pthread_cond_wait(&crew->change, &crew->lock);
    }
    pthread_mutex_unlock(&crew->lock);
}
