package dev.coppice.prune.internal.restore;

import dev.coppice.archive.Frame;
import dev.coppice.archive.Segment;

/** A frame and the segment it belongs to. */
record Piece(Segment segment, Frame frame) {}
