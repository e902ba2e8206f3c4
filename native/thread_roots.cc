#include "thread_roots.h"

#if defined(__linux__)
#include <cstring>

#include "isolate_words.h"

namespace greenpatch {
namespace {

using v8::Context;
using v8::HandleScope;
using v8::Isolate;
using v8::Local;

constexpr size_t kWord = sizeof(uintptr_t);
constexpr size_t kEntries = 3;
constexpr int kHandles = 2100;  // more than one block of V8's has

// A running sum of words, in four lanes that do not wait for each other.
class WordSum {
 public:
  void Add(const void* from, size_t bytes) {
    const char* at = static_cast<const char*>(from);
    const char* const end = at + bytes / kWord * kWord;
    for (; at + sizeof lanes_ <= end; at += sizeof lanes_)
      for (size_t i = 0; i < kLanes; i++) Mix(i, at + i * kWord);
    for (; at < end; at += kWord) Mix(0, at);
  }
  uint64_t Result() {
    for (size_t i = 1; i < kLanes; i++) Mix(0, reinterpret_cast<const char*>(&lanes_[i]));
    return lanes_[0];
  }

 private:
  static constexpr size_t kLanes = 4;
  void Mix(size_t lane, const char* at) {
    uint64_t word;
    memcpy(&word, at, sizeof word);
    const uint64_t product = (lanes_[lane] ^ word) * 0x9fb21c651e98df25;
    lanes_[lane] = product ^ product >> 32;
  }
  uint64_t lanes_[kLanes] = {1, 2, 3, 4};
};

}  // namespace

ThreadRoots::Vector ThreadRoots::VectorAt(const char* implementer, size_t at) const {
  Vector vector;
  memcpy(&vector, implementer + at, sizeof vector);
  return vector;
}

// Vectors that have grown by what was entered, at whose end is the context.
std::string ThreadRoots::FindContexts(Isolate* isolate, const MemoryMap& memory) {
  const HandleScope handles(isolate);
  const Local<Context> context = isolate->GetCurrentContext();
  const std::vector<char> before(states_->implementer, states_->implementer + states_->layout.implementer_bytes);
  for (size_t i = 0; i < kEntries; i++) context->Enter();
  const uintptr_t expected[] = {Tagged(context), Tagged(context)};
  for (size_t at = 0; at + sizeof(Vector) <= before.size(); at += kWord) {
    const Vector old = VectorAt(before.data(), at), now = VectorAt(states_->implementer, at);
    uintptr_t last[2];
    if (now.size != old.size + kEntries || now.capacity < now.size) continue;
    const auto* end = reinterpret_cast<const uintptr_t*>(now.data) + now.size;
    if (memory.Read(end - 2, last, sizeof last) == sizeof last && memcmp(last, expected, sizeof last) == 0) contexts_.push_back(at);
  }
  for (size_t i = 0; i < kEntries; i++) context->Exit();
  return contexts_.empty() || contexts_.size() > 2 ? "V8's lists of entered contexts were not found" : "";
}

// A vector of blocks, in the last of which the next handle will be.
std::string ThreadRoots::FindBlocks(Isolate* isolate, const MemoryMap& memory) {
  const HandleScope handles(isolate);
  const std::vector<char> before(states_->implementer, states_->implementer + states_->layout.implementer_bytes);
  for (int i = 0; i < kHandles; i++) v8::Local<v8::Value>::New(isolate, v8::Undefined(isolate));
  uintptr_t next_and_limit[2];
  memcpy(next_and_limit, reinterpret_cast<const char*>(isolate) + states_->layout.scope_data, sizeof next_and_limit);
  size_t found = 0;
  for (size_t at = 0; at + sizeof(Vector) <= before.size(); at += kWord) {
    const Vector old = VectorAt(before.data(), at), now = VectorAt(states_->implementer, at);
    uintptr_t last = 0;
    if (now.size <= old.size || now.size > old.size + kHandles || now.capacity < now.size) continue;
    if (memory.Read(reinterpret_cast<const uintptr_t*>(now.data) + now.size - 1, &last, kWord) != kWord) continue;
    if (last > next_and_limit[0] || next_and_limit[0] > next_and_limit[1] || next_and_limit[1] - last > kHandles * kWord) continue;
    blocks_ = at;
    block_bytes_ = next_and_limit[1] - last;
    found++;
  }
  return found == 1 ? "" : "V8's blocks of handles were not found";
}

std::string ThreadRoots::Find(Isolate* isolate, const ThreadStates& states) {
  states_ = &states;
  const MemoryMap memory;
  const std::string why = FindContexts(isolate, memory);
  return why.empty() ? FindBlocks(isolate, memory) : why;
}

uint64_t ThreadRoots::Sum(const char* archive, const void* sp, const void* top) const {
  WordSum sum;
  sum.Add(sp, static_cast<size_t>(static_cast<const char*>(top) - static_cast<const char*>(sp)));
  sum.Add(archive, states_->bytes());
  for (size_t at : contexts_) {
    const Vector contexts = VectorAt(archive, at);
    sum.Add(reinterpret_cast<const void*>(contexts.data), contexts.size * kWord);
  }
  const Vector blocks = VectorAt(archive, blocks_);
  uintptr_t next;
  memcpy(&next, archive + states_->layout.scope_data_copy, sizeof next);
  for (size_t i = 0; i < blocks.size; i++) {
    const uintptr_t block = reinterpret_cast<const uintptr_t*>(blocks.data)[i];
    const bool last = i + 1 == blocks.size && next - block <= block_bytes_;
    sum.Add(reinterpret_cast<const void*>(block), last ? next - block : block_bytes_);
  }
  return sum.Result();
}

}  // namespace greenpatch
#endif
