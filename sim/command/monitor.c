#include "sim/command/monitor.h"

#include "sim/command/command.h"
#include "sim/report/progress.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct monitor {
    struct explore_progress *progress;
    pthread_t thread;
    atomic_bool stop;
    bool quiet;
    sigset_t before;
};

/* Seconds in which a second interrupt is the first one again: timeout(1), or a shell, sends it to the program
 * and to its group. */
static const double again = 0.5;

static void *watch(void *arg)
{
    struct monitor *m = arg;
    double first = 0;
    sigset_t interrupt;
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    const struct timespec tick = { .tv_nsec = 100000000 };
    struct progress line;
    progress_init(&line, stderr, m->quiet);
    while (!atomic_load(&m->stop)) {
        const bool interrupted = sigtimedwait(&interrupt, NULL, &tick) == SIGINT && !atomic_load(&m->stop);
        if (interrupted && !atomic_exchange(&m->progress->interrupted, true))
            first = monitor_clock();
        else if (interrupted && monitor_clock() - first > again)
            _exit(STATUS_INTERRUPTED);
        progress_update(&line, NULL, atomic_load(&m->progress->points_done),
                        atomic_load(&m->progress->points_known), 0, atomic_load(&m->progress->requests));
    }
    progress_clear(&line);
    return NULL;
}

double monitor_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

struct monitor *monitor_start(struct explore_progress *progress, bool quiet)
{
    struct monitor *m = calloc(1, sizeof *m);
    if (!m) return NULL;
    m->progress = progress;
    m->quiet = quiet;
    sigset_t interrupt;
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    pthread_sigmask(SIG_BLOCK, &interrupt, &m->before);
    if (pthread_create(&m->thread, NULL, watch, m) == 0) return m;
    pthread_sigmask(SIG_SETMASK, &m->before, NULL);
    free(m);
    return NULL;
}

void monitor_stop(struct monitor *m)
{
    if (!m) return;
    atomic_store(&m->stop, true);
    pthread_kill(m->thread, SIGINT); /* ends the wait at once */
    pthread_join(m->thread, NULL);
    pthread_sigmask(SIG_SETMASK, &m->before, NULL);
    free(m);
}

bool monitor_study(const struct study_item *items, uint32_t count, const struct options *options,
                   struct study_result *result)
{
    struct explore_progress progress = { 0 };
    struct monitor *monitor = monitor_start(&progress, options->quiet);
    study_run(items, count, options->jobs, &progress, result);
    monitor_stop(monitor);
    bool interrupted = false;
    for (uint32_t i = 0; i < result->scenarios; i++) interrupted |= result->scenario[i].interrupted;
    return !interrupted;
}
