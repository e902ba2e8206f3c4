#include "handle_blocks.h"

#if defined(__linux__)
#include <cstring>
#include <vector>

#include "isolate_words.h"

namespace greenpatch {
namespace {

using v8::HandleScope;
using v8::Local;
using v8::Value;

constexpr size_t kWord = sizeof(uintptr_t);
constexpr size_t kHandles = 2100;  // more than two blocks of V8's have
constexpr size_t kLeastBytes = 1024, kMostBytes = 16384;

uintptr_t NewHandle(v8::Isolate* isolate) {
  const auto handle = Local<Value>::New(isolate, v8::Undefined(isolate));
  uintptr_t slot = 0;
  memcpy(&slot, static_cast<const void*>(&handle), sizeof slot);
  return slot;
}

}  // namespace

// The blocks that have been begun while handles were made, and the implementer at the end.
struct HandleBlocks::Seen {
  std::vector<uintptr_t> blocks, bytes;
  std::vector<char> implementer;
};

HandleBlocks::Seen HandleBlocks::Fill() const {
  const HandleScope handles(isolate_);
  Seen seen;
  uintptr_t last = ScopeData()[kNext] - kWord;
  for (size_t i = 0; i < kHandles; i++) {
    const uintptr_t slot = NewHandle(isolate_);
    if (slot != last + kWord) {
      seen.blocks.push_back(slot);
      seen.bytes.push_back(ScopeData()[kLimit] - slot);
    }
    last = slot;
  }
  seen.implementer.assign(implementer_, implementer_ + implementer_bytes_);
  return seen;
}

// Of the blocks that a scope has begun V8 keeps the first when it is closed, and no spare one while it is open.
std::string HandleBlocks::FindSpare() {
  const Seen seen = Fill();
  if (seen.blocks.size() < 2 || seen.bytes[0] != seen.bytes[1] || seen.bytes[0] < kLeastBytes || seen.bytes[0] > kMostBytes)
    return "V8's blocks of handles are not as expected";
  size_t found = 0;
  for (size_t at = 0; at + kWord <= implementer_bytes_; at += kWord) {
    uintptr_t during, now;
    memcpy(&during, &seen.implementer[at], kWord);
    memcpy(&now, implementer_ + at, kWord);
    if (now != seen.blocks[0] || during != 0) continue;
    spare_ = at;
    found++;
  }
  block_bytes_ = seen.bytes[0];
  return found == 1 ? "" : "V8's spare block of handles was found " + std::to_string(found) + " times instead of once";
}

// The other way round: a block of ours is where the next handles are, as long as a scope is open, and then it is the spare one again.
std::string HandleBlocks::Verify(const MemoryMap& memory) {
  const uintptr_t undefined = Tagged(v8::Undefined(isolate_)), spare = Spare();
  const size_t words = block_bytes_ / kWord;
  auto* const block = new uintptr_t[words]();
  Spare() = reinterpret_cast<uintptr_t>(block);
  const Seen seen = Fill();
  uintptr_t during;
  memcpy(&during, &seen.implementer[spare_], kWord);
  const bool back = Spare() == reinterpret_cast<uintptr_t>(block);
  Spare() = spare;
  // Else V8 has it, or has freed it.
  if (!back) return "V8 does not keep a block of handles as its spare one";
  std::vector<uintptr_t> made(words);
  const bool read = memory.Read(block, made.data(), block_bytes_) == block_bytes_;
  const bool first = !seen.blocks.empty() && seen.blocks[0] == reinterpret_cast<uintptr_t>(block) && seen.bytes[0] == block_bytes_;
  delete[] block;
  if (!first || !read || during != 0) return "V8 does not take its spare block for handles";
  for (uintptr_t word : made)
    if (word != undefined) return "V8 makes handles elsewhere than in its block";
  return "";
}

std::string HandleBlocks::Find(v8::Isolate* isolate, const ThreadStates& states) {
  isolate_ = isolate;
  implementer_ = states.implementer;
  implementer_bytes_ = states.layout.implementer_bytes;
  scope_data_ = reinterpret_cast<const uintptr_t*>(reinterpret_cast<const char*>(isolate) + states.layout.scope_data);
  const HandleScope handles(isolate);
  std::string why = FindSpare();
  if (why.empty()) why = Verify(MemoryMap());
  if (!why.empty()) block_bytes_ = 0;
  return why;
}

void HandleBlocks::First(char* block) const {
  if (NewHandle(isolate_) != reinterpret_cast<uintptr_t>(block)) TakeBack(block);
}

}  // namespace greenpatch
#endif
