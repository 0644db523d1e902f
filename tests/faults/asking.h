/* Functions of the C library that ask first whether they are to fail. Who includes this says when, in `fails`, and includes what it
 * needs of the system's headers before. */

static int fails_at(const char *call, int file) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return fails(call, path);
}

/* A function with the same name, that asks first. */
#define LAYER(result, failed, name, parameters, arguments, question) \
    result name parameters {                                         \
        static result(*next) parameters;                             \
        if (!next)                                                   \
            *(void **)&next = dlsym(RTLD_NEXT, #name);               \
        if (question)                                                \
            return failed;                                           \
        return next arguments;                                       \
    }

/* The header says that it takes any number of arguments; the third is there or is not looked at. */
int open_three(const char *path, int flags, mode_t mode) __asm__("open64");
int open_three(const char *path, int flags, mode_t mode) {
    static int (*next)(const char *, int, mode_t);
    if (!next)
        *(void **)&next = dlsym(RTLD_NEXT, "open64");
    if (fails("open", path))
        return -1;
    return next(path, flags, mode);
}
