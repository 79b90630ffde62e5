/* Candidates are tried in the header's order; the first readable file wins. */
#include "sim/report/datadir.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool readable(const char *directory, int length, const char *below, const char *name, char *path,
                     size_t size)
{
    int n = snprintf(path, size, "%.*s%s/%s", length, directory, below, name);
    return n >= 0 && (size_t)n < size && access(path, R_OK) == 0;
}

/* The length of `path` without its last component and the slash before it. */
static int parent(const char *path, int length)
{
    while (length > 0 && path[length - 1] != '/') length--;
    return length > 0 ? length - 1 : 0;
}

static bool lies_in(const char *path, const char *directory)
{
    size_t n = strlen(directory);
    return strncmp(path, directory, n) == 0 && path[n] == '/';
}

bool datadir_find_for(const char *program, const char *name, char *path, size_t size)
{
    assert(name && name[0] != '/');
    if (program) {
        int prefix = parent(program, parent(program, (int)strlen(program)));
        if (readable(program, prefix, "/share/kneewall", name, path, size)) return true;
        if (lies_in(program, KNEEWALL_BUILD_DIR) &&
            readable(KNEEWALL_SOURCE_DIR, INT_MAX, "", name, path, size))
            return true;
    }
    if (readable(KNEEWALL_DATADIR, INT_MAX, "", name, path, size)) return true;
    if (size > 0) path[0] = '\0';
    return false;
}

bool datadir_find(const char *name, char *path, size_t size)
{
    char program[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program);
    bool known = n > 0 && (size_t)n < sizeof program;
    if (known) program[n] = '\0';
    return datadir_find_for(known ? program : NULL, name, path, size);
}
