/** The pages about settings: what they show, and what their forms do. Draws nothing; the templates do. */
@NullMarked
package dev.coppice.server.internal.console.settings;

import org.jspecify.annotations.NullMarked;
