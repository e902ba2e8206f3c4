// Our end of a pipe to a child that is waited for without an event loop (Linux). It is a socket, and reads and writes as libuv does: so what is
// kept of a flood, and which errors there are, is the same.
#pragma once

#ifdef __linux__

#include <v8.h>

#include <cstddef>
#include <memory>
#include <vector>

#include "exec_child.h"
#include "spawn_options.h"

namespace greenpatch {

class SpawnPipe {
 public:
  // What has become of an event.
  struct Outcome {
    size_t bytes = 0;  // of output
    int error = 0;     // a negative errno
  };

  explicit SpawnPipe(const SpawnStdio& entry) : entry_(entry) {}

  // 0 or a negative errno. The child's end is closed with the pipe, or by ChildHasIt().
  int Open();
  int child_fd() const { return theirs_.get(); }
  void ChildHasIt() { theirs_.Close(); }

  int fd() const { return ours_.get(); }
  // What to poll for; 0 when there is nothing to wait for.
  short events() const;
  bool child_writes() const { return entry_.child_writes; }
  void Start();
  // Writes once. True when it need not be called again.
  bool Write(int* error);
  // Reads once, into a piece that may already hold something.
  enum class Read { kMore, kPart, kNothing, kEnd };
  Read ReadOnce(Outcome* outcome);
  void End() { reading_ = false; }
  void Close();
  v8::MaybeLocal<v8::Object> Output(v8::Isolate* isolate) const;

 private:
  static constexpr size_t kPieceBytes = 65536;
  struct Piece {
    char data[kPieceBytes];
    size_t used = 0;
  };

  const SpawnStdio entry_;
  Descriptor ours_;
  Descriptor theirs_;
  std::vector<std::unique_ptr<Piece>> pieces_;
  size_t written_ = 0;
  bool reading_ = false;
  bool writing_ = false;
};

}  // namespace greenpatch

#endif
