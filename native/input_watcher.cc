#include "input_watcher.h"

#ifdef __linux__

#include <fcntl.h>
#include <node.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <unistd.h>
#include <uv.h>

#include <cerrno>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "per_isolate.h"

namespace greenpatch {
namespace {

using v8::ArrayBufferView;
using v8::Function;
using v8::Global;
using v8::HandleScope;
using v8::Int32;
using v8::Integer;
using v8::Isolate;
using v8::Local;
using v8::Number;
using v8::Object;
using v8::String;
using v8::Value;

constexpr int kNoWait = 0x8;

void Call(Isolate* isolate, Local<Function> fn, int value) {
  Local<Value> argument = Integer::New(isolate, value);
  node::MakeCallback(isolate, Object::New(isolate), fn, 1, &argument, {0, 0});
}

// Descriptors that came of opens in threads, on their way to the loop. A thread may outlive the loop.
struct Arrivals {
  std::mutex mutex;
  uv_async_t* wake = nullptr;  // null once the environment is gone
  std::vector<std::pair<uint32_t, int>> list;

  void Add(uint32_t id, int fd) {
    const std::lock_guard<std::mutex> lock(mutex);
    if (wake == nullptr) {
      if (fd >= 0) close(fd);
      return;
    }
    list.emplace_back(id, fd);
    uv_async_send(wake);
  }
};

struct OpenJob {
  std::shared_ptr<Arrivals> arrivals;
  uint32_t id;
  std::string path;
  int flags;

  static void* Run(void* data) {
    const std::unique_ptr<OpenJob> job(static_cast<OpenJob*>(data));
    int fd;
    do fd = open(job->path.c_str(), job->flags | O_CLOEXEC, 0666);
    while (fd < 0 && errno == EINTR);
    job->arrivals->Add(job->id, fd < 0 ? -errno : fd);
    return nullptr;
  }
};

// Starts a thread that is never joined: the process may end while it still hangs in a system call. It blocks all signals.
bool Detach(void* (*run)(void*), void* data) {
  constexpr size_t kStackBytes = 128 * 1024;
  pthread_attr_t how;
  pthread_attr_init(&how);
  pthread_attr_setdetachstate(&how, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&how, kStackBytes);
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  const bool started = pthread_create(&thread, &how, run, data) == 0;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  pthread_attr_destroy(&how);
  return started;
}

// Whether a device is a terminal, other than the side that a terminal emulator has: to open that makes a new one.
bool IsTerminal(const struct stat& about) {
  const unsigned device = major(about.st_rdev);
  return S_ISCHR(about.st_mode) && (device == 4 || (device >= 136 && device <= 143));
}

// Named pipes and terminals do not know reads that do not wait, except where all reads of an open file are so. The caller's
// open file may belong to others too; so it is opened once more. -1 where that is not possible.
int OpenAgain(int fd) {
  struct stat about;
  if (fstat(fd, &about) != 0 || !(S_ISFIFO(about.st_mode) || IsTerminal(about))) return -1;
  const std::string path = "/proc/self/fd/" + std::to_string(fd);
  return open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

// What one environment waits for. libuv would make each descriptor that it polls non-blocking, in every process that shares the open
// file. So it polls an epoll descriptor, which polls ours.
class Watcher {
 public:
  // The isolate's, whose fibers may have threads of their own; made when it is first needed. Null when the system gives none.
  static Watcher* Get(Isolate* isolate) {
    if (Watcher* known = Existing(isolate)) return known;
    auto made = std::make_unique<Watcher>(isolate);
    if (made->epoll_ < 0) return nullptr;
    Watcher* watcher = made.release();
    all.Set(isolate, watcher);
    node::AddEnvironmentCleanupHook(isolate, &Watcher::CleanUp, watcher);
    return watcher;
  }
  static Watcher* Existing(Isolate* isolate) { return all.Get(isolate); }

  static bool Owns(const uv_handle_t* handle) {
    if (handle->type == UV_POLL) return reinterpret_cast<const uv_poll_t*>(handle)->poll_cb == &Watcher::OnReady;
    return handle->type == UV_ASYNC && reinterpret_cast<const uv_async_t*>(handle)->async_cb == &Watcher::OnArrival;
  }

  explicit Watcher(Isolate* isolate) : isolate_(isolate), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0) return;
    uv_loop_t* loop = node::GetCurrentEventLoop(isolate);
    uv_poll_init(loop, &poll_, epoll_);
    poll_.data = this;
    uv_poll_start(&poll_, UV_READABLE, &Watcher::OnReady);
    uv_async_init(loop, &async_, &Watcher::OnArrival);
    async_.data = this;
    arrivals_->wake = &async_;
    Hold();
  }

  int Duplicate(int fd) {
    int own = OpenAgain(fd);
    if (own < 0) own = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    epoll_event nothing{};
    if (own < 0) return -1;
    // Refused for files that are always ready.
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, own, &nothing) == 0) return own;
    close(own);
    return -1;
  }

  void Wait(int own, Local<Function> fn) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP | EPOLLONESHOT;
    event.data.fd = own;
    waiting_[own].Reset(isolate_, fn);
    if (epoll_ctl(epoll_, EPOLL_CTL_MOD, own, &event) != 0) waiting_.erase(own);
    Hold();
  }

  void Close(int own) {
    waiting_.erase(own);
    epoll_ctl(epoll_, EPOLL_CTL_DEL, own, nullptr);
    close(own);
    Hold();
  }

  bool Open(const std::string& path, int flags, Local<Function> fn) {
    const uint32_t id = ++last_open_;
    auto job = std::make_unique<OpenJob>(OpenJob{arrivals_, id, path, flags});
    if (!Detach(&OpenJob::Run, job.get())) return false;
    static_cast<void>(job.release());  // the thread's now
    opening_[id].Reset(isolate_, fn);
    Hold();
    return true;
  }

 private:
  void Hold() {
    const auto set = [](auto* handle, bool hold) {
      auto* it = reinterpret_cast<uv_handle_t*>(handle);
      hold ? uv_ref(it) : uv_unref(it);
    };
    set(&poll_, !waiting_.empty());
    set(&async_, !opening_.empty());
  }

  static void OnReady(uv_poll_t* handle, int, int) {
    auto* self = static_cast<Watcher*>(handle->data);
    epoll_event events[64];
    const int count = epoll_wait(self->epoll_, events, 64, 0);
    const HandleScope handles(self->isolate_);
    std::vector<Local<Function>> ready;
    for (int i = 0; i < count; i++) {
      const auto found = self->waiting_.find(events[i].data.fd);
      if (found == self->waiting_.end()) continue;
      ready.push_back(found->second.Get(self->isolate_));
      self->waiting_.erase(found);
    }
    self->Hold();
    for (Local<Function> fn : ready) Call(self->isolate_, fn, 0);
  }

  static void OnArrival(uv_async_t* handle) {
    auto* self = static_cast<Watcher*>(handle->data);
    std::vector<std::pair<uint32_t, int>> list;
    {
      const std::lock_guard<std::mutex> lock(self->arrivals_->mutex);
      list.swap(self->arrivals_->list);
    }
    const HandleScope handles(self->isolate_);
    std::vector<std::pair<Local<Function>, int>> opened;
    for (const auto& [id, fd] : list) {
      opened.emplace_back(self->opening_[id].Get(self->isolate_), fd);
      self->opening_.erase(id);
    }
    self->Hold();
    for (const auto& [fn, fd] : opened) Call(self->isolate_, fn, fd);
  }

  static void CleanUp(void* data) {
    auto* self = static_cast<Watcher*>(data);
    all.Erase(self->isolate_);
    {
      const std::lock_guard<std::mutex> lock(self->arrivals_->mutex);
      self->arrivals_->wake = nullptr;
      for (const auto& [id, fd] : self->arrivals_->list)
        if (fd >= 0) close(fd);
    }
    self->waiting_.clear();
    self->opening_.clear();
    uv_close(reinterpret_cast<uv_handle_t*>(&self->poll_), [](uv_handle_t* handle) {
      auto* it = static_cast<Watcher*>(handle->data);
      close(it->epoll_);
      uv_close(reinterpret_cast<uv_handle_t*>(&it->async_),
               [](uv_handle_t* async) { delete static_cast<Watcher*>(async->data); });
    });
  }

  static PerIsolate<Watcher*> all;

  Isolate* const isolate_;
  const int epoll_;
  uv_poll_t poll_;
  uv_async_t async_;
  uint32_t last_open_ = 0;
  std::unordered_map<int, Global<Function>> waiting_;
  std::unordered_map<uint32_t, Global<Function>> opening_;
  const std::shared_ptr<Arrivals> arrivals_ = std::make_shared<Arrivals>();
};

PerIsolate<Watcher*> Watcher::all;

int FdOf(Local<Value> value) { return value.As<Int32>()->Value(); }

bool MayBlock(int fd) {
  struct stat about;
  if (fstat(fd, &about) != 0 || S_ISREG(about.st_mode) || S_ISDIR(about.st_mode) || S_ISBLK(about.st_mode)) return false;
  const int flags = fcntl(fd, F_GETFL);
  return flags >= 0 && (flags & (O_NONBLOCK | O_PATH)) == 0 && (flags & O_ACCMODE) != O_WRONLY;
}

}  // namespace

bool IsInputWatchers(const uv_handle_t* handle) { return Watcher::Owns(handle); }

void InputOpen(const Info& info) {
  const int fd = FdOf(info[0]);
  Watcher* watcher = MayBlock(fd) ? Watcher::Get(info.GetIsolate()) : nullptr;
  info.GetReturnValue().Set(watcher == nullptr ? -1 : watcher->Duplicate(fd));
}

void InputWait(const Info& info) {
  Watcher::Existing(info.GetIsolate())->Wait(FdOf(info[0]), info[1].As<Function>());
}

void InputClose(const Info& info) {
  Watcher* watcher = Watcher::Existing(info.GetIsolate());
  if (watcher != nullptr) watcher->Close(FdOf(info[0]));
}

void InputRead(const Info& info) {
#ifdef SYS_preadv2
  Local<ArrayBufferView> view = info[1].As<ArrayBufferView>();
  auto* data = static_cast<uint8_t*>(view->Buffer()->Data()) + view->ByteOffset() +
               static_cast<size_t>(info[2].As<Number>()->Value());
  const int own = FdOf(info[0]);
  const iovec part{data, static_cast<size_t>(info[3].As<Number>()->Value())};
  long read = syscall(SYS_preadv2, own, &part, 1UL, -1UL, -1UL, kNoWait);
  if (read < 0 && (fcntl(own, F_GETFL) & O_NONBLOCK) != 0) read = ::read(own, part.iov_base, part.iov_len);
  if (read >= 0) return info.GetReturnValue().Set(static_cast<double>(read));
  if (errno == EAGAIN || errno == EINTR) return info.GetReturnValue().Set(-1);
#endif
  info.GetReturnValue().Set(-2);
}

void OpenSlowly(const Info& info) {
  Watcher* watcher = Watcher::Get(info.GetIsolate());
  const String::Utf8Value path(info.GetIsolate(), info[0]);
  info.GetReturnValue().Set(watcher != nullptr && watcher->Open(*path, FdOf(info[1]), info[2].As<Function>()));
}

}  // namespace greenpatch

#else

namespace greenpatch {

bool IsInputWatchers(const uv_handle_t*) { return false; }
void InputOpen(const Info& info) { info.GetReturnValue().Set(-1); }
void InputWait(const Info&) {}
void InputClose(const Info&) {}
void InputRead(const Info& info) { info.GetReturnValue().Set(-2); }
void OpenSlowly(const Info& info) { info.GetReturnValue().Set(false); }

}  // namespace greenpatch

#endif
