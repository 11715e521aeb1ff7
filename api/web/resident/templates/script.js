{
for(const b of document.querySelectorAll("[data-copy],[data-print]")){b.hidden=false;b.onclick=()=>{if(b.dataset.copy){navigator.clipboard.writeText(b.dataset.copy).then(()=>{b.textContent=b.dataset.done})}else print()}}
// A form with files is sent from here, so that its way is shown and a broken line loses nothing.
function send(f,tell){const x=new XMLHttpRequest(),fail=()=>{tell.textContent=tell.dataset.failed;delete f.dataset.sent};x.open("POST",f.action);x.upload.onprogress=e=>{tell.textContent=tell.dataset.progress+": "+Math.floor(100*e.loaded/e.total)+" %"};x.onerror=fail;x.onload=()=>{document.open();document.write(x.responseText);document.close()};x.send(new FormData(f))}
document.addEventListener("submit",e=>{const f=e.target,tell=f.querySelector("[data-progress]");if(f.dataset.sent){e.preventDefault();return}f.dataset.sent=1;if(tell&&f.files.files.length){e.preventDefault();send(f,tell)}else setTimeout(()=>{delete f.dataset.sent},8000)});
// Leaving: the page is emptied before the network is asked for anything, and its place in the history is taken.
const out=document.getElementById("leave");
function leave(e){e.preventDefault();document.title="";document.body.replaceChildren();location.replace(out.href)}
out.onclick=leave;
let escapes=0,first=0;
addEventListener("keydown",e=>{if(e.key!=="Escape"){escapes=0;return}if(!escapes||e.timeStamp-first>3000){escapes=0;first=e.timeStamp}if(++escapes===3)leave(e)});
}
