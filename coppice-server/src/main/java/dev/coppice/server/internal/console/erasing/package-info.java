/** The pages of erasures. The key of a subject comes in forms and stays on the page of its plan; no address and no notice has it. */
@NullMarked
package dev.coppice.server.internal.console.erasing;

import org.jspecify.annotations.NullMarked;
