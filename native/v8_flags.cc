#include "v8_flags.h"

#include <cstdint>
#include <cstring>
#include <mutex>
#include <vector>

#if defined(__linux__)
#include <link.h>
#endif

namespace greenpatch {
namespace {

using Byte = volatile unsigned char;

struct Flag {
  const char* change;
  const char* back;
  unsigned char before, after;  // its byte
};

constexpr Flag kWasmCodeGc{"--no-wasm-code-gc", "--wasm-code-gc", 1, 0};
constexpr Flag kScavenger{"--gc-global", "--no-gc-global", 0, 1};

bool kept = true;

#if defined(__linux__)

struct Segment {
  uintptr_t from, to;
};

// What can be written of the file that V8 is in, the executable or a library: the one that holds a text of V8's.
struct Search {
  uintptr_t inside;
  std::vector<Segment> segments;
};

int Collect(dl_phdr_info* info, size_t, void* data) {
  auto* search = static_cast<Search*>(data);
  std::vector<Segment> segments;
  bool holds = false;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const auto& header = info->dlpi_phdr[i];
    if (header.p_type != PT_LOAD) continue;
    const Segment segment{info->dlpi_addr + header.p_vaddr, info->dlpi_addr + header.p_vaddr + header.p_memsz};
    holds = holds || (search->inside >= segment.from && search->inside < segment.to);
    if ((header.p_flags & PF_W) != 0) segments.push_back(segment);
  }
  if (holds) search->segments = segments;
  return holds ? 1 : 0;
}

// Sets the flag so that its byte is one, or zero.
void SetTo(const Flag& flag, unsigned char byte) {
  v8::V8::SetFlagsFromString(flag.after == byte ? flag.change : flag.back);
}

// Every byte that is one when the flag's is, and zero when that is.
std::vector<Byte*> Candidates(const std::vector<Segment>& segments, const Flag& flag) {
  std::vector<Byte*> found;
  SetTo(flag, 1);
  for (const Segment& segment : segments) {
    const auto* end = reinterpret_cast<const unsigned char*>(segment.to);
    const auto* at = reinterpret_cast<const unsigned char*>(segment.from);
    while ((at = static_cast<const unsigned char*>(memchr(at, 1, static_cast<size_t>(end - at)))) != nullptr)
      found.push_back(const_cast<Byte*>(at++));
  }
  SetTo(flag, 0);
  std::erase_if(found, [](const Byte* byte) { return *byte != 0; });
  v8::V8::SetFlagsFromString(flag.back);
  std::erase_if(found, [&flag](const Byte* byte) { return *byte != flag.before; });
  return found;
}

// The flag's byte, found by what setting the flag does to it. Null unless there is exactly one such byte.
Byte* FindFlag(const Flag& flag) {
  Search search{reinterpret_cast<uintptr_t>(v8::V8::GetVersion()), {}};
  dl_iterate_phdr(Collect, &search);
  std::vector<Byte*> found = Candidates(search.segments, flag);
  v8::V8::SetFlagsFromString(flag.change);
  std::erase_if(found, [&flag](const Byte* byte) { return *byte != flag.after; });
  v8::V8::SetFlagsFromString(flag.back);
  std::erase_if(found, [&flag](const Byte* byte) { return *byte != flag.before; });
  return found.size() == 1 ? found[0] : nullptr;
}

#else

Byte* FindFlag(const Flag&) { return nullptr; }

#endif

// For a flag that is off by default and is part of V8's hash.
bool IsOn(const char* on, const char* off) {
  const uint32_t before = v8::ScriptCompiler::CachedDataVersionTag();
  v8::V8::SetFlagsFromString(off);
  if (v8::ScriptCompiler::CachedDataVersionTag() == before) return false;
  v8::V8::SetFlagsFromString(on);
  return true;
}

// False where code caches are refused from now on.
bool Change(const Flag& flag) {
  const auto hash = [] { return v8::ScriptCompiler::CachedDataVersionTag(); };
  const uint32_t before = hash();
  v8::V8::SetFlagsFromString(flag.change);
  // Changed already, by the program's own wish.
  if (hash() == before) return true;
  v8::V8::SetFlagsFromString(flag.back);
  Byte* byte = hash() == before ? FindFlag(flag) : nullptr;
  if (byte == nullptr || hash() != before) {
    v8::V8::SetFlagsFromString(flag.change);
    return false;
  }
  *byte = flag.after;
  // If that is the flag, V8 has nothing to do here. If it were not, this would set it.
  v8::V8::SetFlagsFromString(flag.change);
  if (hash() == before) return true;
  *byte = flag.before;
  return false;
}

}  // namespace

void SwitchOffWasmCodeGc() {
  static std::once_flag once;
  std::call_once(once, [] { kept = Change(kWasmCodeGc) && kept; });
}

void SwitchOffScavenger() {
  static std::once_flag once;
  std::call_once(once, [] { kept = Change(kScavenger) && kept; });
}

bool ScavengesPinObjects() {
  static const bool pins = [] {
    bool any = IsOn("--conservative-stack-scanning", "--no-conservative-stack-scanning");
#if V8_MAJOR_VERSION >= 13
    any = IsOn("--scavenger-conservative-object-pinning", "--no-scavenger-conservative-object-pinning") || any;
    any = IsOn("--scavenger-precise-object-pinning", "--no-scavenger-precise-object-pinning") || any;
#endif
    return any;
  }();
  return pins;
}

bool CodeCachesKept() { return kept; }

}  // namespace greenpatch
