/* The temporary name is the target's with a random suffix: the same directory, hence the same file system. */
#include "sim/report/output.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void output_error_set(struct output_error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    for (char *c = error->text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 127) *c = '?';
}

static bool refuse(struct output *output, const char *path, int reason, struct output_error *error)
{
    output_error_set(error, "%s: cannot write: %s", path, strerror(reason));
    output_abandon(output);
    return false;
}

/* What fopen() would give: the permissions of the file that is replaced, else those of a new one. */
static void set_mode(int descriptor, const struct stat *old)
{
    mode_t mask = umask(0);
    umask(mask);
    fchmod(descriptor, old ? old->st_mode & 0777 : 0666 & ~mask);
}

static bool open_temporary(struct output *output, const struct stat *old)
{
    if (old && access(output->path, W_OK) != 0) return false;
    if (asprintf(&output->temporary, "%s.XXXXXX", output->path) < 0) {
        output->temporary = NULL;
        return false;
    }
    int descriptor = mkstemp(output->temporary);
    if (descriptor < 0) {
        free(output->temporary);
        output->temporary = NULL;
        return false;
    }
    set_mode(descriptor, old);
    output->file = fdopen(descriptor, "w");
    if (!output->file) close(descriptor);
    return output->file != NULL;
}

bool output_open(struct output *output, const char *path, struct output_error *error)
{
    *output = (struct output){ .file = stdout };
    if (!path || strcmp(path, "-") == 0) return true;

    struct stat old;
    bool exists = stat(path, &old) == 0;
    output->file = NULL;
    output->path = exists ? realpath(path, NULL) : strdup(path);
    if (!output->path) return refuse(output, path, errno, error);
    if (exists && S_ISDIR(old.st_mode)) return refuse(output, path, EISDIR, error);
    if (exists && !S_ISREG(old.st_mode)) {
        output->file = fopen(output->path, "w");
    } else {
        open_temporary(output, exists ? &old : NULL);
    }
    return output->file ? true : refuse(output, path, errno, error);
}

bool output_close(struct output *output, struct output_error *error)
{
    assert(output->file);
    const char *name = output->path ? output->path : "standard output";
    errno = 0;
    bool failed = fflush(output->file) != 0 || ferror(output->file);
    int reason = failed ? errno ? errno : EIO : 0;
    if (output->path) {
        if (fclose(output->file) != 0 && !failed) reason = errno;
        output->file = NULL;
        if (!reason && output->temporary && rename(output->temporary, output->path) != 0) reason = errno;
    }
    if (reason) return refuse(output, name, reason, error);
    free(output->temporary);
    free(output->path);
    *output = (struct output){ 0 };
    return true;
}

void output_abandon(struct output *output)
{
    if (output->file && output->path) fclose(output->file);
    if (output->temporary) unlink(output->temporary);
    free(output->temporary);
    free(output->path);
    *output = (struct output){ 0 };
}
