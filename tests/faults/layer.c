/* Lets one call of the program to the C library fail, or kills the program before it.
 *
 * Loaded before the C library. Counts the calls that are about files below FAULT_ROOT; the one with the number FAULT_AT fails with
 * the error FAULT_ERRNO, or the program is killed for -9. What was done to which file, and at the end how many calls there were,
 * is appended to FAULT_LOG. Changes nothing else. */

#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_long calls;

static void note(const char *what, const char *path) {
    const char *log = getenv("FAULT_LOG");
    char line[PATH_MAX + 64];
    int length = snprintf(line, sizeof line, "%s %s\n", what, path);
    int file = log ? (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT, 0644) : -1;
    if (file >= 0) {
        syscall(SYS_write, file, line, (size_t)length);
        syscall(SYS_close, file);
    }
}

/* Whether this call is the one that fails. */
static int fails(const char *what, const char *path) {
    const char *root = getenv("FAULT_ROOT"), *at = getenv("FAULT_AT"), *error = getenv("FAULT_ERRNO");
    if (!path || !root || strncmp(path, root, strlen(root)) != 0)
        return 0;
    if (atomic_fetch_add(&calls, 1) + 1 != (at ? atol(at) : 0))
        return 0;
    note(what, path);
    if (atol(error) == -9)
        kill(getpid(), SIGKILL);
    errno = (int)atol(error);
    return 1;
}

#include "asking.h"

/* No path at all is how a program asks whether the system has the call; the header says that there always is one. */
static int stat_fails(int folder, const char *volatile path) {
    const char *named = path;
    return named && (*named ? fails("stat", named) : fails_at("stat", folder));
}

__attribute__((destructor)) static void end(void) {
    char count[32];
    snprintf(count, sizeof count, "%ld", atomic_load(&calls));
    note("calls", count);
}

LAYER(int, -1, mkdir, (const char *path, mode_t mode), (path, mode), fails("mkdir", path))
LAYER(int, -1, rmdir, (const char *path), (path), fails("rmdir", path))
LAYER(int, -1, unlink, (const char *path), (path), fails("unlink", path))
LAYER(int, -1, unlinkat, (int folder, const char *path, int flags), (folder, path, flags), fails_at("unlink in", folder))
LAYER(int, -1, rename, (const char *from, const char *to), (from, to), fails("rename", from))
LAYER(int, -1, renameat2, (int a, const char *from, int b, const char *to, unsigned flags), (a, from, b, to, flags),
      fails("rename", from))
LAYER(int, -1, linkat, (int a, const char *from, int b, const char *to, int flags), (a, from, b, to, flags), fails("link", from))
LAYER(int, -1, symlink, (const char *to, const char *path), (to, path), fails("symlink", path))
LAYER(int, -1, chmod, (const char *path, mode_t mode), (path, mode), fails("chmod", path))
LAYER(int, -1, fchmod, (int file, mode_t mode), (file, mode), fails_at("chmod", file))
LAYER(int, -1, chown, (const char *path, uid_t user, gid_t group), (path, user, group), fails("chown", path))
LAYER(int, -1, futimens, (int file, const struct timespec times[2]), (file, times), fails_at("set time", file))
LAYER(int, -1, ftruncate64, (int file, off64_t length), (file, length), fails_at("truncate", file))
LAYER(int, -1, flock, (int file, int operation), (file, operation), fails_at("lock", file))
LAYER(int, -1, stat64, (const char *path, struct stat64 *found), (path, found), fails("stat", path))
LAYER(int, -1, lstat64, (const char *path, struct stat64 *found), (path, found), fails("stat", path))
LAYER(int, -1, fstat64, (int file, struct stat64 *found), (file, found), fails_at("stat", file))
LAYER(int, -1, statx, (int folder, const char *path, int flags, unsigned mask, struct statx *found),
      (folder, path, flags, mask, found), stat_fails(folder, path))
LAYER(ssize_t, -1, read, (int file, void *bytes, size_t length), (file, bytes, length), fails_at("read", file))
LAYER(ssize_t, -1, write, (int file, const void *bytes, size_t length), (file, bytes, length), fails_at("write", file))
LAYER(ssize_t, -1, copy_file_range, (int a, off64_t *from, int b, off64_t *to, size_t length, unsigned flags),
      (a, from, b, to, length, flags), fails_at("copy", b))
LAYER(ssize_t, -1, readlink, (const char *path, char *to, size_t length), (path, to, length), fails("read link", path))
LAYER(char *, NULL, realpath, (const char *path, char *real), (path, real), fails("real path", path))
LAYER(DIR *, NULL, opendir, (const char *path), (path), fails("open folder", path))
LAYER(struct dirent64 *, NULL, readdir64, (DIR *folder), (folder), fails_at("read folder", dirfd(folder)))
