/**
 * A make-believe start script of FastX: takes the documented options and "will return the session information as a JSON
 * object and exit" (StarNet, "Starting sessions from the command line"). The keys of the object are not documented.
 */

/** `port`: of its page. */
export function fastxScript(port: number): string {
  return `#!/bin/sh
# Make-believe FastX of the Farscope demo facility and of its tests.
command= geometry=1024x768 name=
while [ $# -gt 0 ]; do
  case $1 in
    --command) command=$2; shift ;;
    --geometry) geometry=$2; shift ;;
    --name) name=$2; shift ;;
    --param) shift ;;
    *) printf '{"error":{"name":"Error","message":"unknown option %s"}}\\n' "$1"; exit 1 ;;
  esac
  shift
done
[ -n "$command" ] || { echo '{"error":{"name":"Error","message":"command is required"}}'; exit 1; }
case $name in *[\\"\\\\]*) echo '{"error":{"name":"Error","message":"bad name"}}'; exit 1 ;; esac
id=fx-$(date +%s)-$$
printf '{"result":{"id":"%s","name":"%s","geometry":"%s","port":%s}}\\n' "$id" "$name" "$geometry" ${port}
`
}
