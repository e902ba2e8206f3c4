// What Node's spawnSync gives to its binding, read as its binding reads it.
#pragma once

#ifdef __linux__

#include <uv.h>
#include <v8.h>

#include <csignal>
#include <cstdint>
#include <memory>
#include <vector>

#include "exec_child.h"

namespace greenpatch {

// One entry of `stdio`.
struct SpawnStdio {
  bool pipe = false;
  bool child_reads = false;
  bool child_writes = false;
  uv_buf_t input = uv_buf_init(nullptr, 0);  // of a view that JavaScript has, which does not run meanwhile
  int fd = -1;                               // inherited; -1 for a pipe, or to ignore
};

class SpawnOptions {
 public:
  // False where anything is not exactly what is known here: the binding itself has to be asked then. Nothing has been called or changed.
  bool Read(v8::Isolate* isolate, v8::Local<v8::Value> value);

  ChildPlan plan;  // but for `fds`
  std::vector<SpawnStdio> stdio;
  uint64_t timeout_ms = 0;  // 0 for none
  double max_buffer = 0;    // 0 for any number of bytes
  int kill_signal = SIGTERM;

 private:
  using Text = std::unique_ptr<char[]>;
  using Texts = std::vector<Text>;
  // As UTF-8 with a zero at its end; null where it is no string.
  Text Copy(v8::Local<v8::Value> value) const;
  bool IsPlain(v8::Local<v8::Object> object) const;
  bool ReadProgram();
  bool ReadNumbers();
  bool ReadStdio();
  bool ReadEntry(v8::Local<v8::Object> entry);
  bool ReadInput(v8::Local<v8::Object> entry, SpawnStdio* out) const;
  bool ReadList(const char* name, Texts* texts, std::vector<char*>* list) const;
  bool Get(const char* name, v8::Local<v8::Value>* out) const { return Get(options_, name, out); }
  bool Get(v8::Local<v8::Object> object, const char* name, v8::Local<v8::Value>* out) const;
  bool Flag(v8::Local<v8::Object> object, const char* name, bool* out) const;

  v8::Isolate* isolate_ = nullptr;
  v8::Local<v8::Context> context_;
  v8::Local<v8::Object> options_;
  Texts args_;
  Texts env_;
  Text cwd_;
};

}  // namespace greenpatch

#endif
