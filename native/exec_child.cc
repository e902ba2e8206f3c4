#include "exec_child.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
#define GREENPATCH_EXEC_CHILD 1
#endif

#ifdef __linux__

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>

namespace greenpatch {

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    Close();
    fd_ = other.Release();
  }
  return *this;
}

void Descriptor::Close() {
  const int fd = Release();
  // EINTR closes it, too.
  if (fd >= 0) close(fd);
}

int Descriptor::Release() {
  const int fd = fd_;
  fd_ = -1;
  return fd;
}

#ifndef GREENPATCH_EXEC_CHILD

bool CanStart(const ChildPlan&) { return false; }
bool StartChild(const ChildPlan&, StartedChild*) { return false; }

#else

namespace {

constexpr int kPidfd = 0x1000;  // CLONE_PIDFD
constexpr size_t kSignalBytes = 8;
constexpr int kSignals = 64;
constexpr int kFailed = 127;

#ifdef __GLIBC__
constexpr bool kShellWithoutInterpreter = true;
constexpr const char* kDefaultPath = "/bin:/usr/bin";
constexpr bool IsElsewhere(int error) {
  return error == EACCES || error == ENOENT || error == ESTALE || error == ENOTDIR || error == ENODEV || error == ETIMEDOUT;
}
#else  // musl
constexpr bool kShellWithoutInterpreter = false;
constexpr const char* kDefaultPath = "/usr/local/bin:/bin:/usr/bin";
constexpr bool IsElsewhere(int error) { return error == EACCES || error == ENOENT || error == ENOTDIR; }
#endif

// What the child works with. It is made before the child is, which must not allocate: another thread may be inside malloc().
struct Scratch {
  const ChildPlan* plan;
  std::vector<int> fds;
  std::vector<std::string> files;  // to be tried one after the other
  bool searched;                   // whether they are of PATH
  std::vector<char*> shell_args;   // for a text without an interpreter's name
  volatile int error = 0;
};

const char* PathOf(const std::vector<char*>& env) {
  for (const char* pair : env)
    if (pair != nullptr && std::strncmp(pair, "PATH=", 5) == 0) return pair + 5;
  return kDefaultPath;
}

bool HasFolder(const std::string& file) { return file.find('/') != std::string::npos; }

// The files that execvp() tries.
std::vector<std::string> Candidates(const ChildPlan& plan) {
  if (plan.file.empty()) return {};
  if (HasFolder(plan.file)) return {plan.file};
  std::vector<std::string> files;
  const std::string path = PathOf(plan.env);
  for (size_t at = 0; at <= path.size();) {
    const size_t end = std::min(path.find(':', at), path.size());
    files.push_back(end > at ? path.substr(at, end - at) + '/' + plan.file : plan.file);
    at = end + 1;
  }
  return files;
}

// From here to ChildMain() is the child: on a stack of its own, in our memory, while the thread that has made it stands still. It has its
// own descriptors, folder, signal handlers and mask.

[[noreturn]] void Fail(Scratch* scratch, int error) {
  scratch->error = error;
  _exit(kFailed);
}

// The kernel's struct sigaction, with room to spare: the handler is its first word everywhere, and zeros are the default.
struct Action {
  unsigned long words[8];
};

// Also those of the C library, which its own functions do not touch. Real-time signals that are ignored stay so, as with libuv; handlers would
// run in our memory if a signal came before exec().
void ResetSignals() {
  for (int n = 1; n <= kSignals; n++) {
    if (n == SIGKILL || n == SIGSTOP) continue;
    if (n >= 32) {
      Action old{};
      syscall(SYS_rt_sigaction, n, nullptr, &old, kSignalBytes);
      if (old.words[0] <= 1) continue;  // default, or ignored
    }
    const Action standard{};
    syscall(SYS_rt_sigaction, n, &standard, nullptr, kSignalBytes);
  }
}

// Descriptors below their place in the child: another one might be put there before their turn.
void MoveUp(Scratch* scratch) {
  std::vector<int>& fds = scratch->fds;
  const int count = static_cast<int>(fds.size());
  for (int fd = 0; fd < count; fd++) {
    if (fds[fd] < 0 || fds[fd] >= fd) continue;
    fds[fd] = fcntl(fds[fd], F_DUPFD_CLOEXEC, count);
    if (fds[fd] < 0) Fail(scratch, errno);
  }
}

void OpenNull(Scratch* scratch, int fd) {
  close(fd);
  const int null = open("/dev/null", fd == 0 ? O_RDONLY : O_RDWR);
  if (null < 0 || (null != fd && dup2(null, fd) < 0)) Fail(scratch, errno);
  if (null >= static_cast<int>(scratch->fds.size())) close(null);
}

void MakeBlocking(Scratch* scratch, int fd) {
  const int flags = fcntl(fd, F_GETFL);
  if (flags < 0) Fail(scratch, errno);
  if ((flags & O_NONBLOCK) != 0 && fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) < 0) Fail(scratch, errno);
}

void PlaceDescriptors(Scratch* scratch) {
  MoveUp(scratch);
  for (int fd = 0; fd < static_cast<int>(scratch->fds.size()); fd++) {
    const int own = scratch->fds[fd];
    if (own < 0) {
      if (fd < 3) OpenNull(scratch, fd);
      continue;
    }
    const int r = own == fd ? fcntl(fd, F_SETFD, 0) : dup2(own, fd);
    if (r < 0) Fail(scratch, errno);
    if (fd < 3) MakeBlocking(scratch, fd);
  }
}

// Returns when it has failed, with the error.
int Execute(Scratch* scratch, const char* file) {
  char* const* env = scratch->plan->env.data();
  execve(file, scratch->plan->args.data(), env);
  if (errno != ENOEXEC || !kShellWithoutInterpreter) return errno;
  scratch->shell_args[1] = const_cast<char*>(file);
  execve(scratch->shell_args[0], scratch->shell_args.data(), env);
  return errno;
}

int Search(Scratch* scratch) {
  int error = ENOENT;
  bool denied = false;
  for (const std::string& file : scratch->files) {
    error = Execute(scratch, file.c_str());
    if (!scratch->searched || !IsElsewhere(error)) return error;
    denied = denied || error == EACCES;
  }
  return denied ? EACCES : error;
}

int ChildMain(void* data) {
  auto* scratch = static_cast<Scratch*>(data);
  ResetSignals();
  if (scratch->plan->detached) setsid();
  PlaceDescriptors(scratch);
  if (scratch->plan->cwd != nullptr && chdir(scratch->plan->cwd) != 0) Fail(scratch, errno);
  const uint64_t none = 0;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, nullptr, kSignalBytes);
  Fail(scratch, Search(scratch));
}

// End of the child.

// A stack for it, below which a page cannot be touched.
class Stack {
 public:
  Stack() : memory_(mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0)) {
    if (ok()) mprotect(memory_, kGuardBytes, PROT_NONE);
  }
  ~Stack() {
    if (ok()) munmap(memory_, kBytes);
  }
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;
  bool ok() const { return memory_ != MAP_FAILED; }
  void* top() const { return static_cast<char*>(memory_) + kBytes; }

 private:
  static constexpr size_t kGuardBytes = 65536;  // a page anywhere
  static constexpr size_t kBytes = 4 * kGuardBytes;
  void* const memory_;
};

// Runs `main` in a new process and waits until it calls exec() or ends. All signals are blocked meanwhile, the C library's own as well, so
// that no handler runs in the child. Its id, or -1.
pid_t CloneAndWait(int (*main)(void*), void* data, int signal, int* pidfd) {
  const Stack stack;
  if (!stack.ok()) return -1;
  const uint64_t all = ~uint64_t{0};
  uint64_t old;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &old, kSignalBytes);
  const pid_t pid = clone(main, stack.top(), CLONE_VM | CLONE_VFORK | kPidfd | signal, data, pidfd);
  const int error = errno;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &old, nullptr, kSignalBytes);
  errno = error;
  return pid;
}

enum class Support : uint8_t { kUnknown, kNone, kFull };

// It may be another time.
bool IsScarcity(int error) { return error == EMFILE || error == ENFILE || error == EAGAIN || error == ENOMEM; }

// Kernels before 5.3 have no such descriptors, or none to wait for; emulators of another processor share no memory.
Support Probe() {
  volatile int ran = 0;
  const auto run = [](void* data) {
    *static_cast<volatile int*>(data) = 1;
    return 0;
  };
  int fd = -1;
  const pid_t pid = CloneAndWait(run, const_cast<int*>(&ran), 0, &fd);  // no signal when it ends: the program has no such child
  if (pid < 0) return IsScarcity(errno) ? Support::kUnknown : Support::kNone;
  const Descriptor pidfd(fd);
  pollfd ended{fd, POLLIN | POLLOUT, 0};
  const bool tells = fd >= 0 && poll(&ended, 1, 1000) == 1 && ended.revents == POLLIN;
  waitpid(pid, nullptr, __WALL);
  return tells && ran == 1 ? Support::kFull : Support::kNone;
}

bool Works() {
  static std::atomic<Support> known{Support::kUnknown};
  if (known == Support::kUnknown) known = Probe();
  return known == Support::kFull;
}

// With SIGCHLD ignored the kernel forgets children: it could not be told how they have ended.
bool ChildrenAreForgotten() {
  struct sigaction action;
  if (sigaction(SIGCHLD, nullptr, &action) != 0) return true;
  return (action.sa_flags & SA_NOCLDWAIT) != 0 || action.sa_handler == SIG_IGN;
}

}  // namespace

bool CanStart(const ChildPlan& plan) {
  if (!Works() || ChildrenAreForgotten()) return false;
  // What execvp() says about longer ones depends on the C library.
  return HasFolder(plan.file) || (plan.file.size() < NAME_MAX && std::strlen(PathOf(plan.env)) < PATH_MAX - 1);
}

bool StartChild(const ChildPlan& plan, StartedChild* child) {
  Scratch scratch{&plan, plan.fds, Candidates(plan), !HasFolder(plan.file), {}};
  scratch.shell_args = {const_cast<char*>("/bin/sh"), nullptr};
  if (plan.args.size() > 1) scratch.shell_args.insert(scratch.shell_args.end(), plan.args.begin() + 1, plan.args.end());
  else scratch.shell_args.push_back(nullptr);
  int pidfd = -1;
  const pid_t pid = CloneAndWait(ChildMain, &scratch, SIGCHLD, &pidfd);
  if (pid < 0) return false;
  child->pidfd = Descriptor(pidfd);
  child->error = -scratch.error;
  if (child->error == 0) {
    child->pid = pid;
    return true;
  }
  while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) continue;
  return true;
}

#endif

}  // namespace greenpatch

#endif
