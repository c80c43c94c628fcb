/** Entry of the window. */
import './app/theme'
import { createRoot } from 'react-dom/client'
import { App } from './app/app'
import { applyTheme } from './app/theme'
import { startLink } from './client/engine-link'
import { tellOfNetwork } from './client/tell-network'

applyTheme()
startLink()
tellOfNetwork()
const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
