/** The page of the make-believe display: a desktop with a clock and a specimen that drifts. */

const escaped = (text: string): string => text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)

/** `session`: undefined: nobody brought a token. */
export function displayPage(session: string | undefined): string {
  if (session === undefined)
    return page('Log in', '<p>This make-believe display has no passwords. Open it from Farscope.</p>')
  return page(
    session,
    `<canvas width="1280" height="720"></canvas>
<script>
const canvas = document.querySelector('canvas')
const context = canvas.getContext('2d')
function draw(time) {
  const { width, height } = canvas
  context.fillStyle = '#10202b'
  context.fillRect(0, 0, width, height)
  context.fillStyle = '#dfe8ec'
  context.font = '20px sans-serif'
  context.fillText('Make-believe display of the demo facility', 24, 40)
  context.fillText(new Date().toLocaleTimeString(), width - 140, 40)
  for (let at = 0; at < 60; at++) {
    const x = (at * 211 + Math.sin(time / 2000 + at) * 30 + width) % width
    const y = 80 + ((at * 97 + Math.cos(time / 2500 + at) * 30 + height) % (height - 120))
    context.beginPath()
    context.arc(x, y, 14 + (at % 5), 0, 7)
    context.fillStyle = 'rgba(200,215,222,.35)'
    context.fill()
  }
  requestAnimationFrame(draw)
}
requestAnimationFrame(draw)
</script>`
  )
}

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title>
<style>body{margin:0;background:#10202b;color:#dfe8ec;font:16px sans-serif}p{padding:2rem}canvas{width:100%;display:block}</style>
</head><body>${body}</body></html>
`
