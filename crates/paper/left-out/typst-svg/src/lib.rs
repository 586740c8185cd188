//! In place of typst's export of SVG: the three things that its export of HTML calls, and that give empty pictures.
//! The paper is PDF and calls none of them.
#![forbid(unsafe_code)]

use comemo::Tracked;
use ecow::EcoString;
use typst_library::foundations::Smart;
use typst_library::layout::{Abs, Frame, Point};
use typst_library::model::LateLinkResolver;
use typst_library::visualize::{Image, ImageScaling};

/// An empty picture of a frame.
pub fn svg_in_html(
    _: &Frame,
    _: Abs,
    _pretty: bool,
    _id: Option<&str>,
    _styles: &str,
    _anchors: &[(Point, EcoString)],
    _: Tracked<'_, LateLinkResolver<'_>>,
) -> String {
    "<svg/>".to_owned()
}

/// No style for the scaling of a picture.
pub fn convert_image_scaling(_: Smart<ImageScaling>) -> Option<&'static str> {
    None
}

/// An empty picture.
pub struct WebImage;

impl WebImage {
    /// An empty picture in place of the given one.
    pub fn new(_: &Image) -> Self {
        Self
    }

    /// The address of an empty picture (RFC 2397).
    pub fn to_base64_url(&self) -> EcoString {
        "data:,".into()
    }
}
