#include "sim/report/progress.h"

#include "sim/report/number.h"
#include "sim/report/wording.h"

#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void progress_init(struct progress *progress, FILE *file, bool quiet)
{
    struct winsize size;
    *progress = (struct progress){ .began = now(), .width = 79 };
    if (quiet || !file || !isatty(fileno(file))) return;
    progress->file = file;
    if (ioctl(fileno(file), TIOCGWINSZ, &size) == 0 && size.ws_col > 1) progress->width = size.ws_col - 1u;
}

/* Time left is that of the points, as if each took as long; early on that says nothing. */
static void add_time_left(double done, double total, double elapsed, char text[160])
{
    if (!(done > 0.02 * total) || elapsed < 1 || done >= total) return;
    double left = elapsed * (total - done) / done;
    if (left < 99.5)
        wording_add(text, 160, ", %.0f s left", left < 1 ? 1 : left);
    else if (left < 5970)
        wording_add(text, 160, ", %.0f min left", left / 60);
    else
        wording_add(text, 160, ", %.1f h left", left / 3600);
}

void progress_text(const char *what, uint32_t done, uint32_t total, double part, uint64_t requests,
                   double elapsed, unsigned width, char text[160])
{
    char rate[NUMBER_SIZE];
    *text = '\0';
    if (what) wording_add(text, 160, "%.80s: ", what);
    if (total > 0)
        wording_add(text, 160, "%u of %u points", done, total);
    else
        wording_add(text, 160, "%u points", done);
    if (elapsed > 0 && requests > 0) {
        number_count((double)requests / elapsed, 0, rate);
        wording_add(text, 160, ", %s requests/s", rate);
    }
    if (total > 0) add_time_left(done + part, total, elapsed, text);
    if (width < 160) text[width] = '\0';
}

void progress_update(struct progress *progress, const char *what, uint32_t done, uint32_t total, double part,
                     uint64_t requests)
{
    char text[160];
    if (!progress->file) return;
    double t = now();
    if (t - progress->began < 0.5 || t - progress->drawn < 0.1) return;
    progress->drawn = t;
    progress_text(what, done, total, part, requests, t - progress->began, progress->width, text);
    fprintf(progress->file, "\r\033[K%s", text);
    fflush(progress->file);
    progress->visible = true;
}

void progress_clear(struct progress *progress)
{
    if (!progress->visible) return;
    fputs("\r\033[K", progress->file);
    fflush(progress->file);
    progress->visible = false;
}
