#include "sim/command/ready.h"

#include "sim/command/command.h"
#include "sim/report/output.h"
#include "sim/study/fleet.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool ready_file(const char *path)
{
    struct stat old;
    struct output output;
    struct output_error error;
    if (!path || strcmp(path, "-") == 0 || fleet_own() > 0) return true;
    /* Opening and closing a pipe would end its reader. */
    if (stat(path, &old) == 0 && !S_ISREG(old.st_mode) && !S_ISDIR(old.st_mode)) return true;
    if (output_open(&output, path, &error)) {
        output_abandon(&output);
        return true;
    }
    command_complain("%s", error.text);
    return false;
}

bool ready_directory(const char *path)
{
    struct stat old;
    if (!path || fleet_own() > 0) return true;
    if (mkdir(path, 0777) != 0 && errno != EEXIST) {
        command_complain("%s: cannot make the directory: %s", path, strerror(errno));
        return false;
    }
    errno = ENOTDIR;
    if (stat(path, &old) == 0 && S_ISDIR(old.st_mode) && access(path, W_OK | X_OK) == 0) return true;
    command_complain("%s: cannot write: %s", path, strerror(errno));
    return false;
}

static bool is_program(const char *directory, size_t length)
{
    char path[4096];
    struct stat file;
    const int n =
        snprintf(path, sizeof path, "%.*s/gnuplot", length ? (int)length : 1, length ? directory : ".");
    return n > 0 && (size_t)n < sizeof path && stat(path, &file) == 0 && S_ISREG(file.st_mode) &&
           access(path, X_OK) == 0;
}

bool ready_gnuplot(void)
{
    const char *path = getenv("PATH");
    if (fleet_own() > 0) return true;
    for (const char *at = path ? path : "/bin:/usr/bin";; at++) {
        const size_t length = strcspn(at, ":");
        if (is_program(at, length)) return true;
        at += length;
        if (!*at) break;
    }
    command_complain("gnuplot is not installed; pictures need it (Debian: apt install gnuplot-nox)");
    return false;
}

bool ready_picture(const struct plot_options *options)
{
    struct gnuplot trial;
    struct output_error error;
    if (!gnuplot_begin(&trial, "latency.gp", options, 100, 100, &error)) {
        command_complain("%s", error.text);
        return false;
    }
    gnuplot_abandon(&trial);
    return ready_gnuplot() && ready_file(options->output);
}
