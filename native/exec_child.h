// A child process that runs in this process's memory until it calls exec() (Linux), as the C library's posix_spawn() makes it. fork() as
// libuv uses it copies the page tables of the whole process, and each page that either side writes to afterwards. What the child
// does before exec(), and with which errors, is as in libuv's uv_spawn() and the C library's execvp().
#pragma once

#ifdef __linux__

#include <sys/types.h>

#include <string>
#include <vector>

namespace greenpatch {

// A descriptor that is closed in the end.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.Release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor() { Close(); }
  int get() const { return fd_; }
  void Close();

 private:
  int Release();
  int fd_;
};

// What a child is started with. All of it must stay until it has been started.
struct ChildPlan {
  std::string file;
  std::vector<char*> args;  // with a null pointer at the end, as all such lists
  std::vector<char*> env;
  const char* cwd = nullptr;  // null: that of this process
  bool detached = false;
  std::vector<int> fds;  // what becomes the child's 0, 1, 2 and so on; -1 for none
};

struct StartedChild {
  pid_t pid = 0;  // 0 where there is none
  Descriptor pidfd;  // readable when it has ended
  int error = 0;     // a negative errno: it has ended already because it could not do what the plan says
};

// Whether the plan is one that can be carried out exactly. Changes of the user are not in it: the child would change who may look
// into the memory that it shares with this process.
bool CanStart(const ChildPlan& plan);

// False where no child could be made, and nothing has happened.
bool StartChild(const ChildPlan& plan, StartedChild* child);

}  // namespace greenpatch

#endif
