pub(crate) fn figures() {}
