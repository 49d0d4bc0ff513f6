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
complete -c zgossip -n "__fish_zgossip_needs_command" -f -a "run" -d 'Runs a node, until it is told to end by SIGINT or SIGTERM'
complete -c zgossip -n "__fish_zgossip_needs_command" -f -a "publish" -d 'Sets a tuple, and waits until each node asked shows it to others'
complete -c zgossip -n "__fish_zgossip_needs_command" -f -a "unpublish" -d 'Removes tuples from all nodes, whoever published them'
complete -c zgossip -n "__fish_zgossip_needs_command" -f -a "get" -d 'Writes the value of a key'
complete -c zgossip -n "__fish_zgossip_needs_command" -f -a "keys" -d 'Lists the keys'
complete -c zgossip -n "__fish_zgossip_needs_command" -f -a "dump" -d 'Lists the tuples: key, tab, value'
complete -c zgossip -n "__fish_zgossip_needs_command" -f -a "watch" -d 'Shows tuples that are there, then as they come, change and go'
complete -c zgossip -n "__fish_zgossip_needs_command" -f -a "status" -d 'Says which nodes answer, and how many tuples there are'
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -s b -l bind -d 'Accepts peers there; a port * is chosen freely. May be given several times' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -s c -l connect -d 'Connects to a peer; may be given several times' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -l server-key -d 'The peer\'s public CURVE key: its 40 characters, or a certificate\'s file. Once for all --connect, or once for each, in their order' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -l cert -d 'The CURVE certificate of this node, as zmakecert makes one. To connect with --server-key a fresh one does, unless the peer wants to know who comes' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -l clients -d 'Lets in clients only whose certificates are in this directory; needs --cert' -r -f -a "(__fish_complete_directories)"
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -l config -d 'Loads a configuration; again, whenever the file changes' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -l set -d 'Sets a configuration item, as server/max_tuples=1000' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -l store -d 'Keeps the tuples there, so that they survive a restart' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -s p -l publish -d 'Publishes a tuple; may be given several times' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -l ttl -d 'What this node publishes expires everywhere so long after it is gone; at least 100ms' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -l prefix -d 'Shows only keys that begin so; may be given several times' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -l stats -d 'Shows counters of this node so often' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -l stdin -d 'Publishes what it reads: a key, white space and a value a line; with --json, JSON'
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -s w -l watch -d 'Shows tuples as they come, change and go'
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -l peers -d 'Shows also what peers come and go'
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -s j -l json -d 'Writes JSON, one object a line'
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -s v -l verbose -d 'Logs to the standard error what happens'
complete -c zgossip -n "__fish_zgossip_using_subcommand run" -s h -l help -d 'Print help'
complete -c zgossip -n "__fish_zgossip_using_subcommand publish" -s c -l connect -d 'A node to ask or tell; may be given several times' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand publish" -l server-key -d 'The peer\'s public CURVE key: its 40 characters, or a certificate\'s file. Once for all --connect, or once for each, in their order' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand publish" -l cert -d 'The CURVE certificate of this node, as zmakecert makes one. To connect with --server-key a fresh one does, unless the peer wants to know who comes' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand publish" -s t -l timeout -d 'Gives up after so long' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand publish" -l ttl -d 'It expires everywhere after so long; at least 100ms' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand publish" -s j -l json -d 'Writes JSON, one object a line'
complete -c zgossip -n "__fish_zgossip_using_subcommand publish" -s v -l verbose -d 'Logs to the standard error what happens'
complete -c zgossip -n "__fish_zgossip_using_subcommand publish" -l stdin -d 'Sets what it reads: a key, white space and a value a line; with --json, JSON'
complete -c zgossip -n "__fish_zgossip_using_subcommand publish" -s h -l help -d 'Print help'
complete -c zgossip -n "__fish_zgossip_using_subcommand unpublish" -s c -l connect -d 'A node to ask or tell; may be given several times' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand unpublish" -l server-key -d 'The peer\'s public CURVE key: its 40 characters, or a certificate\'s file. Once for all --connect, or once for each, in their order' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand unpublish" -l cert -d 'The CURVE certificate of this node, as zmakecert makes one. To connect with --server-key a fresh one does, unless the peer wants to know who comes' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand unpublish" -s t -l timeout -d 'Gives up after so long' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand unpublish" -l settle -d 'Takes a tuple not to be there when so long none was added or removed' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand unpublish" -s j -l json -d 'Writes JSON, one object a line'
complete -c zgossip -n "__fish_zgossip_using_subcommand unpublish" -s v -l verbose -d 'Logs to the standard error what happens'
complete -c zgossip -n "__fish_zgossip_using_subcommand unpublish" -s h -l help -d 'Print help'
complete -c zgossip -n "__fish_zgossip_using_subcommand get" -s c -l connect -d 'A node to ask or tell; may be given several times' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand get" -l server-key -d 'The peer\'s public CURVE key: its 40 characters, or a certificate\'s file. Once for all --connect, or once for each, in their order' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand get" -l cert -d 'The CURVE certificate of this node, as zmakecert makes one. To connect with --server-key a fresh one does, unless the peer wants to know who comes' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand get" -s t -l timeout -d 'Gives up after so long' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand get" -l settle -d 'Takes the tuples to be all there when so long none was added or removed' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand get" -s j -l json -d 'Writes JSON, one object a line'
complete -c zgossip -n "__fish_zgossip_using_subcommand get" -s v -l verbose -d 'Logs to the standard error what happens'
complete -c zgossip -n "__fish_zgossip_using_subcommand get" -s w -l wait -d 'Waits for the key, if it is not there'
complete -c zgossip -n "__fish_zgossip_using_subcommand get" -s h -l help -d 'Print help'
complete -c zgossip -n "__fish_zgossip_using_subcommand keys" -s c -l connect -d 'A node to ask or tell; may be given several times' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand keys" -l server-key -d 'The peer\'s public CURVE key: its 40 characters, or a certificate\'s file. Once for all --connect, or once for each, in their order' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand keys" -l cert -d 'The CURVE certificate of this node, as zmakecert makes one. To connect with --server-key a fresh one does, unless the peer wants to know who comes' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand keys" -s t -l timeout -d 'Gives up after so long' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand keys" -l settle -d 'Takes the tuples to be all there when so long none was added or removed' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand keys" -s j -l json -d 'Writes JSON, one object a line'
complete -c zgossip -n "__fish_zgossip_using_subcommand keys" -s v -l verbose -d 'Logs to the standard error what happens'
complete -c zgossip -n "__fish_zgossip_using_subcommand keys" -s h -l help -d 'Print help'
complete -c zgossip -n "__fish_zgossip_using_subcommand dump" -s c -l connect -d 'A node to ask or tell; may be given several times' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand dump" -l server-key -d 'The peer\'s public CURVE key: its 40 characters, or a certificate\'s file. Once for all --connect, or once for each, in their order' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand dump" -l cert -d 'The CURVE certificate of this node, as zmakecert makes one. To connect with --server-key a fresh one does, unless the peer wants to know who comes' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand dump" -s t -l timeout -d 'Gives up after so long' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand dump" -l settle -d 'Takes the tuples to be all there when so long none was added or removed' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand dump" -s j -l json -d 'Writes JSON, one object a line'
complete -c zgossip -n "__fish_zgossip_using_subcommand dump" -s v -l verbose -d 'Logs to the standard error what happens'
complete -c zgossip -n "__fish_zgossip_using_subcommand dump" -s h -l help -d 'Print help'
complete -c zgossip -n "__fish_zgossip_using_subcommand watch" -s c -l connect -d 'A node to ask; may be given several times' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand watch" -l server-key -d 'The peer\'s public CURVE key: its 40 characters, or a certificate\'s file. Once for all --connect, or once for each, in their order' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand watch" -l cert -d 'The CURVE certificate of this node, as zmakecert makes one. To connect with --server-key a fresh one does, unless the peer wants to know who comes' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand watch" -s n -l count -d 'Ends after so many lines' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand watch" -s t -l timeout -d 'Gives up after so long; without it, never' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand watch" -l stats -d 'Shows counters of this node so often' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand watch" -l peers -d 'Shows also what peers come and go'
complete -c zgossip -n "__fish_zgossip_using_subcommand watch" -s j -l json -d 'Writes JSON, one object a line'
complete -c zgossip -n "__fish_zgossip_using_subcommand watch" -s v -l verbose -d 'Logs to the standard error what happens'
complete -c zgossip -n "__fish_zgossip_using_subcommand watch" -s h -l help -d 'Print help'
complete -c zgossip -n "__fish_zgossip_using_subcommand status" -s c -l connect -d 'A node to ask or tell; may be given several times' -r -f
complete -c zgossip -n "__fish_zgossip_using_subcommand status" -l server-key -d 'The peer\'s public CURVE key: its 40 characters, or a certificate\'s file. Once for all --connect, or once for each, in their order' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand status" -l cert -d 'The CURVE certificate of this node, as zmakecert makes one. To connect with --server-key a fresh one does, unless the peer wants to know who comes' -r -F
complete -c zgossip -n "__fish_zgossip_using_subcommand status" -s t -l timeout -d 'Gives up after so long' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand status" -l settle -d 'Takes the tuples to be all there when so long none was added or removed' -r
complete -c zgossip -n "__fish_zgossip_using_subcommand status" -s j -l json -d 'Writes JSON, one object a line'
complete -c zgossip -n "__fish_zgossip_using_subcommand status" -s v -l verbose -d 'Logs to the standard error what happens'
complete -c zgossip -n "__fish_zgossip_using_subcommand status" -s h -l help -d 'Print help'
