#include "base/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WAITING_LIMIT = 120 /* seconds of the clock */ };

/* Limits that are narrower already stay. */
static void limit(int resource, rlim_t most)
{
    struct rlimit both;

    if (getrlimit((__rlimit_resource_t)resource, &both) == 0 && both.rlim_cur < most) {
        most = both.rlim_cur;
    }
    both = (struct rlimit){most, most};
    (void)setrlimit((__rlimit_resource_t)resource, &both);
}

/* Memory that is taken already counts, and under a sanitizer that is much. */
void worker_limit_memory(unsigned memory)
{
    char text[32] = "";
    int descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t size = descriptor < 0 ? -1 : read(descriptor, text, sizeof text - 1);

    if (size > 0) {
        rlim_t pages = strtoull(text, NULL, 10);
        limit(RLIMIT_AS, pages * (rlim_t)sysconf(_SC_PAGESIZE) + ((rlim_t)memory << 20));
    }
}

void worker_prepare(unsigned seconds)
{
    sigset_t none;
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (nowhere >= 0) {
        (void)dup2(nowhere, STDOUT_FILENO);
        (void)dup2(nowhere, STDERR_FILENO);
    }
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)signal(SIGALRM, SIG_DFL);
    (void)signal(SIGXCPU, SIG_DFL);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    (void)alarm(WAITING_LIMIT);
    limit(RLIMIT_CPU, seconds);
    limit(RLIMIT_CORE, 0);
}

void worker_confine(unsigned memory)
{
    worker_limit_memory(memory);
    limit(RLIMIT_NOFILE, 0);
}

void worker_wait(pid_t process)
{
    while (waitpid(process, NULL, 0) < 0 && errno == EINTR) {
    }
}
