package dev.coppice.settings.internal.read;

import dev.coppice.settings.Document;
import dev.coppice.settings.Merged.Contribution;

/**
 * What one fragment says.
 *
 * @param contribution whose it is
 * @param value what it says
 * @param length the characters of its JSON
 */
record Said(Contribution contribution, Document value, int length) {}
