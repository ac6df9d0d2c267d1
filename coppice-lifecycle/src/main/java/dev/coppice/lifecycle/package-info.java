/**
 * Resources that are suspended, retained, backed up, torn down and certified. Nothing here serves HTTP.
 */
@NullMarked
package dev.coppice.lifecycle;

import org.jspecify.annotations.NullMarked;
