#include "job_queue.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

namespace greenpatch {

using v8::Isolate;
using v8::MicrotaskQueue;
using v8::MicrotasksPolicy;

#if defined(_MSC_VER)

struct JobQueue::Table {};
void JobQueue::Probe(Isolate*) { problem_ = "not known for this compiler's layout of virtual functions"; }
void JobQueue::Redirect(MayRedirect, Drain, void*) {}
void JobQueue::Restore() {}

#else

namespace {

// Bytes of the queue that are looked at. V8's class is a little larger on all known versions.
constexpr size_t kQueueBytes = 112;
// What precedes the functions in a table of the Itanium C++ ABI: the offset to top and the type information.
constexpr size_t kBeforeFunctions = 2;
// Two destructors and the seven virtual functions that v8-microtask-queue.h declares.
constexpr size_t kFunctions = 9;

using Bytes = std::vector<unsigned char>;

Bytes Snapshot(const MicrotaskQueue* queue) {
  Bytes bytes(kQueueBytes);
  memcpy(bytes.data(), static_cast<const void*>(queue), kQueueBytes);
  return bytes;
}

template <typename T>
T Value(const Bytes& bytes, size_t at) {
  T value;
  memcpy(&value, &bytes[at], sizeof value);
  return value;
}

// Where a T has grown by one from each snapshot to the next. Zero unless there is exactly one such place.
template <typename T>
size_t Counting(const std::vector<Bytes>& snapshots) {
  size_t found = 0;
  for (size_t at = sizeof(void*); at + sizeof(T) <= kQueueBytes; at += sizeof(T)) {
    bool counts = true;
    for (size_t i = 1; i < snapshots.size(); i++)
      counts = counts && Value<T>(snapshots[i], at) == Value<T>(snapshots[i - 1], at) + 1;
    if (!counts) continue;
    if (found != 0) return 0;
    found = at;
  }
  return found;
}

// The place of a virtual function in the table, as a pointer to member tells it (Itanium C++ ABI, and its variant for ARM).
template <typename Member>
size_t SlotOf(Member member) {
  uintptr_t words[2];
  static_assert(sizeof member == sizeof words);
  memcpy(words, &member, sizeof words);
#if defined(__aarch64__) || defined(__arm__)
  return (words[1] & 1) != 0 ? words[0] / sizeof(void*) : kFunctions;
#else
  return (words[0] & 1) != 0 ? (words[0] - 1) / sizeof(void*) : kFunctions;
#endif
}

void**& TableOf(MicrotaskQueue* queue) { return *reinterpret_cast<void***>(queue); }

struct Running {
  MicrotaskQueue* queue;
  std::vector<size_t> offsets;
};

// A job: the queue is being drained, so its flag is set. Which byte is the flag, the public function tells.
void FindRunning(void* data) {
  auto* search = static_cast<Running*>(data);
  auto* bytes = reinterpret_cast<volatile unsigned char*>(search->queue);
  for (size_t at = sizeof(void*); at < kQueueBytes; at++) {
    if (bytes[at] != 1) continue;
    bytes[at] = 0;
    if (!search->queue->IsRunningMicrotasks()) search->offsets.push_back(at);
    bytes[at] = 1;
  }
}

}  // namespace

// A copy of the queue's table of virtual functions with one of them replaced, and behind it whose it is.
struct JobQueue::Table {
  void* words[kBeforeFunctions + kFunctions];
  JobQueue* owner;
  void** functions() { return words + kBeforeFunctions; }
};

void JobQueue::Probe(Isolate* isolate) { problem_ = Find(isolate); }

std::string JobQueue::Find(Isolate* isolate) {
  // On a queue of our own, which has no job of the program.
  const std::unique_ptr<MicrotaskQueue> sample = MicrotaskQueue::New(isolate, MicrotasksPolicy::kExplicit);
  MicrotaskQueue* queue = isolate->GetCurrentContext()->GetMicrotaskQueue();
  if (queue == nullptr || TableOf(queue) != TableOf(sample.get())) return "the context's queue is of another kind";
  std::string problem = FindFields(isolate, sample.get());
  if (problem.empty()) problem = TryTable(isolate, sample.get());
  if (!problem.empty()) return problem;
  const Bytes now = Snapshot(queue);
  if (Value<unsigned char>(now, running_at_) != static_cast<unsigned char>(queue->IsRunningMicrotasks()) ||
      Value<int>(now, depth_at_) != queue->GetMicrotasksScopeDepth() || Value<size_t>(now, size_at_) > 1 << 24)
    return "the context's queue has other fields than a new one";
  queue_ = queue;
  return "";
}

std::string JobQueue::FindFields(Isolate* isolate, MicrotaskQueue* sample) {
  Running running{sample, {}};
  std::vector<Bytes> sizes{Snapshot(sample)};
  sample->EnqueueMicrotask(isolate, FindRunning, &running);
  sizes.push_back(Snapshot(sample));
  sample->EnqueueMicrotask(isolate, [](void*) {}, nullptr);
  sizes.push_back(Snapshot(sample));
  sample->PerformCheckpoint(isolate);

  std::vector<Bytes> suppressions{Snapshot(sample)};
  std::vector<Bytes> depths{suppressions};
  {
    const Isolate::SuppressMicrotaskExecutionScope once(isolate, sample);
    suppressions.push_back(Snapshot(sample));
    const Isolate::SuppressMicrotaskExecutionScope twice(isolate, sample);
    suppressions.push_back(Snapshot(sample));
  }
  {
    const v8::MicrotasksScope once(isolate, sample, v8::MicrotasksScope::kRunMicrotasks);
    depths.push_back(Snapshot(sample));
    const v8::MicrotasksScope twice(isolate, sample, v8::MicrotasksScope::kRunMicrotasks);
    depths.push_back(Snapshot(sample));
  }
  size_at_ = Counting<size_t>(sizes);
  suppressions_at_ = Counting<int>(suppressions);
  depth_at_ = Counting<int>(depths);
  if (size_at_ == 0) return "its number of jobs was not found";
  if (running.offsets.size() != 1) return "the mark of a drain was not found";
  if (suppressions_at_ == 0) return "its count of suppressions was not found";
  if (depth_at_ == 0 || depth_at_ == suppressions_at_) return "its depth of scopes was not found";
  running_at_ = running.offsets[0];
  return "";
}

// Replaces the function of the sample, drains the sample, and looks whether the replacement was called.
std::string JobQueue::TryTable(Isolate* isolate, MicrotaskQueue* sample) {
  slot_ = SlotOf(&MicrotaskQueue::PerformCheckpoint);
  if (slot_ >= kFunctions) return "its drain is no virtual function here";
  static thread_local int called;
  called = 0;
  bool ran = false;
  sample->EnqueueMicrotask(isolate, [](void* flag) { *static_cast<bool*>(flag) = true; }, &ran);
  void** const table = TableOf(sample);
  Table copy;
  memcpy(copy.words, table - kBeforeFunctions, sizeof copy.words);
  copy.functions()[slot_] = reinterpret_cast<void*>(+[](MicrotaskQueue*, Isolate*) { called++; });
  TableOf(sample) = copy.functions();
  sample->PerformCheckpoint(isolate);
  const bool answers = !sample->IsRunningMicrotasks() && sample->GetMicrotasksScopeDepth() == 0;
  TableOf(sample) = table;
  if (called != 1 || ran || !answers) return "its drain can't be redirected";
  original_ = reinterpret_cast<Checkpoint>(table[slot_]);
  original_(sample, isolate);
  return ran ? "" : "what stands in the place of its drain does not drain it";
}

void JobQueue::Redirect(MayRedirect may_redirect, Drain drain, void* data) {
  Restore();  // a table that is replaced must not be the one that is copied
  may_redirect_ = may_redirect;
  drain_ = drain;
  data_ = data;
  original_table_ = TableOf(queue_);
  table_ = std::make_unique<Table>();
  memcpy(table_->words, original_table_ - kBeforeFunctions, sizeof table_->words);
  table_->functions()[slot_] = reinterpret_cast<void*>(&JobQueue::OnCheckpoint);
  table_->owner = this;
  TableOf(queue_) = table_->functions();
}

void JobQueue::Restore() {
  if (table_ == nullptr) return;
  if (TableOf(queue_) == table_->functions()) TableOf(queue_) = original_table_;
  table_ = nullptr;
}

void JobQueue::OnCheckpoint(MicrotaskQueue* queue, Isolate* isolate) {
  auto* table = reinterpret_cast<Table*>(TableOf(queue) - kBeforeFunctions);
  JobQueue* self = table->owner;
  const bool idle = !*self->At<bool>(self->running_at_) && *self->At<int>(self->suppressions_at_) == 0 &&
                    *self->At<int>(self->depth_at_) == 0;
  // Where V8 would do nothing, or there is nothing to do, or a coroutine drains the queue itself.
  if (!idle || self->pending() == 0 || !self->may_redirect_(self->data_)) return self->original_(queue, isolate);
  self->drain_(self->data_);
}

#endif

JobQueue::JobQueue() = default;
JobQueue::~JobQueue() = default;

}  // namespace greenpatch
