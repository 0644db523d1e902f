/* Changes what a running program finds: the time of the day, and calls that fail for a while.
 *
 * Loaded before the C library. The folder WORLD has the file `clock`, by how many seconds the wall clock is ahead, and the file
 * `failing`, a line for each sort of call that fails now: its name, the number of its error, and a part of the path that it is
 * about. Both are read anew at each call. Changes nothing else. */

#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* The text of a file of the world; empty where there is none. */
static void text_of(const char *name, char *text, size_t size) {
    const char *world = getenv("WORLD");
    char path[PATH_MAX];
    int kept = errno;
    snprintf(path, sizeof path, "%s/%s", world ? world : "", name);
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
    long length = file < 0 ? 0 : syscall(SYS_read, file, text, size - 1);
    text[length > 0 ? length : 0] = 0;
    if (file >= 0)
        syscall(SYS_close, file);
    errno = kept;
}

static int fails(const char *call, const char *path) {
    char text[1024], *rest = text, *line, name[32], part[256];
    int error;
    text_of("failing", text, sizeof text);
    while ((line = strsep(&rest, "\n")))
        if (sscanf(line, "%31s %d %255s", name, &error, part) == 3 && !strcmp(name, call) && path && strstr(path, part)) {
            errno = error;
            return 1;
        }
    return 0;
}

#include "asking.h"

int clock_gettime(clockid_t clock, struct timespec *now) {
    int failed = (int)syscall(SYS_clock_gettime, clock, now);
    if (!failed && clock == CLOCK_REALTIME) {
        char text[64];
        text_of("clock", text, sizeof text);
        now->tv_sec += atoll(text);
    }
    return failed;
}

LAYER(DIR *, NULL, opendir, (const char *path), (path), fails("opendir", path))
LAYER(ssize_t, -1, read, (int file, void *bytes, size_t length), (file, bytes, length), fails_at("read", file))
LAYER(ssize_t, -1, write, (int file, const void *bytes, size_t length), (file, bytes, length), fails_at("write", file))
LAYER(int, -1, rename, (const char *from, const char *to), (from, to), fails("rename", to))
LAYER(int, -1, inotify_add_watch, (int inotify, const char *path, uint32_t mask), (inotify, path, mask), fails("watch", path))
