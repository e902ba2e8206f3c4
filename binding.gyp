{
  'variables': {
    # Warnings are errors in our own builds (scripts/addon.mjs sets this), never in a user's `npm install`.
    'greenpatch_werror%': '<!(node -p "process.env.GREENPATCH_WERROR === \'1\' ? 1 : 0")',
  },
  'targets': [
    {
      'target_name': 'greenpatch',
      'sources': [
        'native/addon.cc',
        'native/child.cc',
        'native/child_pipe.cc',
        'native/child_process.cc',
        'native/engine.cc',
        'native/engine_functions.cc',
        'native/exec_child.cc',
        'native/guard_fault.cc',
        'native/file_place.cc',
        'native/guest_frames.cc',
        'native/guest_marks.cc',
        'native/input_watcher.cc',
        'native/isolate_words.cc',
        'native/job_queue.cc',
        'native/hidden_script.cc',
        'native/context_list.cc',
        'native/context_look.cc',
        'native/join_stacks.cc',
        'native/kept_targets.cc',
        'native/last_matches.cc',
        'native/loop_rest.cc',
        'native/memory_map.cc',
        'native/mounts.cc',
        'native/probe.cc',
        'native/rejections.cc',
        'native/shutdown_list.cc',
        'native/spawn_options.cc',
        'native/spawn_pipe.cc',
        'native/spawn_sync.cc',
        'native/stack_formatting.cc',
        'native/stack_pool.cc',
        'native/stack_state.cc',
        'native/switch_engine.cc',
        'native/threads_engine.cc',
        'native/warm_file.cc',
        'native/v8_flags.cc',
        'native/worker_pool.cc',
        'native/switch/switch.c',
      ],
      'cflags!': ['-O3'],
      'cflags': ['-O2', '-fvisibility=hidden', '-Wall', '-Wextra'],
      'cflags_cc!': ['-std=gnu++17'],
      # gcc and clang drop the -I of a folder that is also a system folder: warnings from Node's own headers go away.
      'cflags_cc': ['-std=gnu++20', '-isystem <(node_root_dir)/include/node'],
      'conditions': [
        ['greenpatch_werror==1', {'cflags': ['-Werror']}],
        # MSVC would hand it to MASM.
        ['OS!="win"', {'sources': ['native/switch/abi.S']}],
        # A worker that ends must not take the signal handler's code along.
        ['OS=="linux"', {'libraries': ['-ldl', '-pthread'], 'ldflags': ['-Wl,-z,nodelete']}],
        ['OS=="mac"', {
          'xcode_settings': {
            'CLANG_CXX_LANGUAGE_STANDARD': 'gnu++20',
            'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
            'MACOSX_DEPLOYMENT_TARGET': '11.0',
          },
        }],
        ['OS=="win"', {
          'msvs_settings': {'VCCLCompilerTool': {'AdditionalOptions': ['/std:c++20', '/Zc:__cplusplus']}},
        }],
      ],
    },
  ],
}
