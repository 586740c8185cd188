//! In place of the WebAssembly interpreter of this name: the part of its interface that typst's plugins use, without an
//! interpreter. [`Module::new`] refuses; whatever is made from a module has no values, so nothing behind it can run.
#![forbid(unsafe_code)]

use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;

/// The refusal of every module.
#[derive(Debug)]
pub struct Error;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this program runs no WebAssembly")
    }
}

/// Options of an engine; all are ignored.
#[derive(Default)]
pub struct Config;

impl Config {
    /// Ignored.
    pub fn wasm_relaxed_simd(&mut self, _: bool) -> &mut Self {
        self
    }
}

/// An engine that can load nothing.
pub struct Engine;

impl Engine {
    /// An engine that can load nothing.
    pub fn new(_: &Config) -> Self {
        Self
    }
}

/// A loaded module: there is none.
pub struct Module(Infallible);

impl Module {
    /// Refuses.
    ///
    /// # Errors
    /// Always [`Error`].
    pub fn new(_: &Engine, _: &[u8]) -> Result<Self, Error> {
        Err(Error)
    }

    /// Never called: there is no module.
    pub fn get_export(&self, _: &str) -> Option<ExternType> {
        match self.0 {}
    }

    /// Never called: there is no module.
    pub fn exports(&self) -> std::iter::Empty<ExportType> {
        match self.0 {}
    }
}

/// An export of a module: there is none.
pub struct ExportType(Infallible);

impl ExportType {
    /// Never called: there is no export.
    pub fn ty(&self) -> &ExternType {
        match self.0 {}
    }

    /// Never called: there is no export.
    pub fn name(&self) -> &str {
        match self.0 {}
    }
}

/// Type of an export: there is none.
pub enum ExternType {
    /// The type of a memory.
    Memory(Infallible),
    /// The type of a function.
    Func(Infallible),
}

/// Functions of the host. Only a module could call them.
pub struct Linker<T>(Engine, PhantomData<fn() -> T>);

impl<T> Linker<T> {
    /// A linker that links nothing.
    pub fn new(_: &Engine) -> Self {
        Self(Engine, PhantomData)
    }

    /// Ignores the function.
    ///
    /// # Errors
    /// None.
    pub fn func_wrap<F>(&mut self, _: &str, _: &str, _: F) -> Result<&mut Self, Error> {
        Ok(self)
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.0
    }

    /// Never called: there is no module.
    ///
    /// # Errors
    /// None.
    pub fn instantiate_and_start(&self, _: &mut Store<T>, module: &Module) -> Result<Instance, Error> {
        match module.0 {}
    }
}

/// What host and module share.
pub struct Store<T>(T);

impl<T> Store<T> {
    /// The store of an instance that never is.
    pub fn new(_: &Engine, data: T) -> Self {
        Self(data)
    }

    /// The host's data.
    pub fn data_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

/// A running module: there is none.
pub struct Instance(Infallible);

impl Instance {
    /// Never called: there is no instance.
    pub fn get_export<T>(&self, _: &Store<T>, _: &str) -> Option<Extern> {
        match self.0 {}
    }
}

/// What an instance exports: nothing is.
pub struct Extern(Infallible);

impl Extern {
    /// Never called: there is no export.
    pub fn into_func(self) -> Option<Func> {
        match self.0 {}
    }

    /// Never called: there is no export.
    pub fn into_memory(self) -> Option<Memory> {
        match self.0 {}
    }
}

/// A function of a module: there is none.
pub struct Func(Infallible);

impl Func {
    /// Never called: there is no function.
    pub fn ty<T>(&self, _: &Store<T>) -> FuncType {
        match self.0 {}
    }

    /// Never called: there is no function.
    ///
    /// # Errors
    /// None.
    pub fn call<T>(&self, _: &mut Store<T>, _: &[Val], _: &mut [Val]) -> Result<(), Error> {
        match self.0 {}
    }
}

/// The type of a function: there is none.
pub struct FuncType(Infallible);

impl FuncType {
    /// Never called: there is no function.
    pub fn params(&self) -> &[ValType] {
        match self.0 {}
    }

    /// Never called: there is no function.
    pub fn results(&self) -> &[ValType] {
        match self.0 {}
    }
}

/// The type of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ValType {
    /// A 32-bit integer.
    I32,
}

/// A value.
pub enum Val {
    /// A 32-bit integer.
    I32(i32),
}

/// The memory of a module: there is none.
pub struct Memory(Infallible);

impl Memory {
    /// Never called: there is no memory.
    pub fn size<T>(&self, _: &Store<T>) -> u64 {
        match self.0 {}
    }

    /// Never called: there is no memory.
    pub fn data<'a, T>(&self, _: &'a Store<T>) -> &'a [u8] {
        match self.0 {}
    }

    /// Never called: there is no memory.
    pub fn data_mut<'a, T>(&self, _: &'a mut Store<T>) -> &'a mut [u8] {
        match self.0 {}
    }

    /// Never called: there is no memory.
    ///
    /// # Errors
    /// None.
    pub fn grow<T>(&self, _: &mut Store<T>, _: u64) -> Result<u64, Error> {
        match self.0 {}
    }

    /// Never called: there is no memory.
    ///
    /// # Errors
    /// None.
    pub fn read<T>(&self, _: &Caller<'_, T>, _: usize, _: &mut [u8]) -> Result<(), Error> {
        match self.0 {}
    }

    /// Never called: there is no memory.
    ///
    /// # Errors
    /// None.
    pub fn write<T>(&self, _: &mut Caller<'_, T>, _: usize, _: &[u8]) -> Result<(), Error> {
        match self.0 {}
    }
}

/// The module that calls the host: none does.
pub struct Caller<'a, T>(Infallible, PhantomData<&'a mut T>);

impl<T> Caller<'_, T> {
    /// Never called: no module calls.
    pub fn get_export(&self, _: &str) -> Option<Extern> {
        match self.0 {}
    }

    /// Never called: no module calls.
    pub fn data_mut(&mut self) -> &mut T {
        match self.0 {}
    }
}
