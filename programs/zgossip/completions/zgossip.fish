# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_zgossip_global_optspecs
    string join \n h/help V/version
end

function __fish_zgossip_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_zgossip_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_zgossip_using_subcommand
    set -l cmd (__fish_zgossip_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c zgossip -n "__fish_zgossip_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c zgossip -n "__fish_zgossip_needs_command" -s V -l version -d 'Print version'
complete -c zgossip -n "__fish_zgossip_needs_command" -f -a "run" -d 'Run a node until SIGINT or SIGTERM'
complete -c zgossip -n "__fish_zgossip_needs_command" -f -a "publish" -d 'Publish a tuple, and wait until each node shows it to others'
complete -c zgossip -n "__fish_zgossip_needs_command" -f -a "unpublish" -d 'Remove tuples from all nodes, whoever published them'
complete -c zgossip -n "__fish_zgossip_needs_command" -f -a "get" -d 'Print the value of a key'
complete -c zgossip -n "__fish_zgossip_needs_command" -f -a "keys" -d 'List the keys'
complete -c zgossip -n "__fish_zgossip_needs_command" -f -a "dump" -d 'List the tuples: key, tab, value'
complete -c zgossip -n "__fish_zgossip_needs_command" -f -a "watch" -d 'Show the tuples, then each addition, change and removal'
complete -c zgossip -n "__fish_zgossip_needs_command" -f -a "status" -d 'Show which nodes answer, and the number of tuples'
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -s b -l bind -d 'Listen on an endpoint; a port of * takes a free one. May be repeated' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -s c -l connect -d 'Connect to a peer; may be repeated' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -l server-key -d 'The peer\'s public CURVE key, as 40 characters or a certificate file. Give it once, or once for each --connect, in the same order' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -l cert -d 'This node\'s CURVE certificate, as zmakecert writes it. With --server-key, defaults to an ephemeral certificate, which suffices unless the peer authenticates clients' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -l clients -d 'Accept only clients whose certificates are in DIR; requires --cert' -r -f -a "(__fish_complete_directories)"
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -l config -d 'Load a configuration file, and reload it when it changes' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -l set -d 'Set a configuration item, such as server/max_tuples=1000' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -l store -d 'Keep the tuples in FILE, so that they survive a restart' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -s p -l publish -d 'Publish a tuple; may be repeated' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -l ttl -d 'What this node publishes expires everywhere TIME after this node stops; at least 100ms' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -l prefix -d 'Show only keys with this prefix; may be repeated' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -l stats -d 'Show this node\'s counters every TIME' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -l stdin -d 'Publish tuples from the standard input, one per line: key, white space, value; with --json, JSON'
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -s w -l watch -d 'Show tuples as they are added, changed and removed'
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -l peers -d 'Also show peers as they come and go'
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -s j -l json -d 'Write JSON, one object per line'
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -s v -l verbose -d 'Log activity to the standard error'
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -s h -l help -d 'Print help'
complete -c zgossip -n "__fish_zgossip_using_subcommand publish" -s c -l connect -d 'Endpoint of a node; may be repeated' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand publish" -l server-key -d 'The peer\'s public CURVE key, as 40 characters or a certificate file. Give it once, or once for each --connect, in the same order' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand publish" -l cert -d 'This node\'s CURVE certificate, as zmakecert writes it. With --server-key, defaults to an ephemeral certificate, which suffices unless the peer authenticates clients' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand publish" -s t -l timeout -d 'Give up after TIME' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand publish" -l ttl -d 'The tuple expires everywhere after TIME; at least 100ms' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand publish" -s j -l json -d 'Write JSON, one object per line'
complete -c zgossip -n "__fish_zgossip_using_subcommand publish" -s v -l verbose -d 'Log activity to the standard error'
complete -c zgossip -n "__fish_zgossip_using_subcommand publish" -l stdin -d 'Publish tuples from the standard input, one per line: key, white space, value; with --json, JSON'
complete -c zgossip -n "__fish_zgossip_using_subcommand publish" -s h -l help -d 'Print help'
complete -c zgossip -n "__fish_zgossip_using_subcommand unpublish" -s c -l connect -d 'Endpoint of a node; may be repeated' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand unpublish" -l server-key -d 'The peer\'s public CURVE key, as 40 characters or a certificate file. Give it once, or once for each --connect, in the same order' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand unpublish" -l cert -d 'This node\'s CURVE certificate, as zmakecert writes it. With --server-key, defaults to an ephemeral certificate, which suffices unless the peer authenticates clients' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand unpublish" -s t -l timeout -d 'Give up after TIME' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand unpublish" -l settle -d 'Consider the set complete once nothing has changed for TIME' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand unpublish" -s j -l json -d 'Write JSON, one object per line'
complete -c zgossip -n "__fish_zgossip_using_subcommand unpublish" -s v -l verbose -d 'Log activity to the standard error'
complete -c zgossip -n "__fish_zgossip_using_subcommand unpublish" -s h -l help -d 'Print help'
complete -c zgossip -n "__fish_zgossip_using_subcommand get" -s c -l connect -d 'Endpoint of a node; may be repeated' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand get" -l server-key -d 'The peer\'s public CURVE key, as 40 characters or a certificate file. Give it once, or once for each --connect, in the same order' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand get" -l cert -d 'This node\'s CURVE certificate, as zmakecert writes it. With --server-key, defaults to an ephemeral certificate, which suffices unless the peer authenticates clients' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand get" -s t -l timeout -d 'Give up after TIME' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand get" -l settle -d 'Consider the set complete once nothing has changed for TIME' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand get" -s j -l json -d 'Write JSON, one object per line'
complete -c zgossip -n "__fish_zgossip_using_subcommand get" -s v -l verbose -d 'Log activity to the standard error'
complete -c zgossip -n "__fish_zgossip_using_subcommand get" -s w -l wait -d 'Wait for the key to appear'
complete -c zgossip -n "__fish_zgossip_using_subcommand get" -s h -l help -d 'Print help'
complete -c zgossip -n "__fish_zgossip_using_subcommand keys" -s c -l connect -d 'Endpoint of a node; may be repeated' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand keys" -l server-key -d 'The peer\'s public CURVE key, as 40 characters or a certificate file. Give it once, or once for each --connect, in the same order' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand keys" -l cert -d 'This node\'s CURVE certificate, as zmakecert writes it. With --server-key, defaults to an ephemeral certificate, which suffices unless the peer authenticates clients' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand keys" -s t -l timeout -d 'Give up after TIME' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand keys" -l settle -d 'Consider the set complete once nothing has changed for TIME' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand keys" -s j -l json -d 'Write JSON, one object per line'
complete -c zgossip -n "__fish_zgossip_using_subcommand keys" -s v -l verbose -d 'Log activity to the standard error'
complete -c zgossip -n "__fish_zgossip_using_subcommand keys" -s h -l help -d 'Print help'
complete -c zgossip -n "__fish_zgossip_using_subcommand dump" -s c -l connect -d 'Endpoint of a node; may be repeated' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand dump" -l server-key -d 'The peer\'s public CURVE key, as 40 characters or a certificate file. Give it once, or once for each --connect, in the same order' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand dump" -l cert -d 'This node\'s CURVE certificate, as zmakecert writes it. With --server-key, defaults to an ephemeral certificate, which suffices unless the peer authenticates clients' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand dump" -s t -l timeout -d 'Give up after TIME' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand dump" -l settle -d 'Consider the set complete once nothing has changed for TIME' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand dump" -s j -l json -d 'Write JSON, one object per line'
complete -c zgossip -n "__fish_zgossip_using_subcommand dump" -s v -l verbose -d 'Log activity to the standard error'
complete -c zgossip -n "__fish_zgossip_using_subcommand dump" -s h -l help -d 'Print help'
complete -c zgossip -n "__fish_zgossip_using_subcommand watch" -s c -l connect -d 'Endpoint of a node; may be repeated' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand watch" -l server-key -d 'The peer\'s public CURVE key, as 40 characters or a certificate file. Give it once, or once for each --connect, in the same order' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand watch" -l cert -d 'This node\'s CURVE certificate, as zmakecert writes it. With --server-key, defaults to an ephemeral certificate, which suffices unless the peer authenticates clients' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand watch" -s n -l count -d 'Exit after N lines' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand watch" -s t -l timeout -d 'Give up after TIME; by default, never' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand watch" -l stats -d 'Show this node\'s counters every TIME' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand watch" -l peers -d 'Also show peers as they come and go'
complete -c zgossip -n "__fish_zgossip_using_subcommand watch" -s j -l json -d 'Write JSON, one object per line'
complete -c zgossip -n "__fish_zgossip_using_subcommand watch" -s v -l verbose -d 'Log activity to the standard error'
complete -c zgossip -n "__fish_zgossip_using_subcommand watch" -s h -l help -d 'Print help'
complete -c zgossip -n "__fish_zgossip_using_subcommand status" -s c -l connect -d 'Endpoint of a node; may be repeated' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand status" -l server-key -d 'The peer\'s public CURVE key, as 40 characters or a certificate file. Give it once, or once for each --connect, in the same order' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand status" -l cert -d 'This node\'s CURVE certificate, as zmakecert writes it. With --server-key, defaults to an ephemeral certificate, which suffices unless the peer authenticates clients' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand status" -s t -l timeout -d 'Give up after TIME' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand status" -l settle -d 'Consider the set complete once nothing has changed for TIME' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand status" -s j -l json -d 'Write JSON, one object per line'
complete -c zgossip -n "__fish_zgossip_using_subcommand status" -s v -l verbose -d 'Log activity to the standard error'
complete -c zgossip -n "__fish_zgossip_using_subcommand status" -s h -l help -d 'Print help'
